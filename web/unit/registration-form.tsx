import { Alert, Button, Form } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { missingIn, type FormDrafts } from '../../domain/unit-info.ts';
import { useWords } from '../language.ts';
import { namePathOf, useFaultsAtFields } from '../parts/form-faults.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { DraftState } from './draft-state.tsx';
import { useDraft } from './draft.ts';
import { filledIn } from './filled-in.ts';
import { FieldNotesContext } from './form-field.tsx';
import { formWords } from './form-words.ts';
import { isEditable, isOpen, useFreshRegistration, type FormName, type Registration } from './registration.ts';
import { Returned } from './returned.tsx';

interface FormPage<F extends FormName> {
  form: F;
  title: string;
  /** Saves the form as far as it is filled in, over the version that was read. */
  send: (body: NonNullable<Registration[F]>, version: number) => Promise<Registration>;
  /** The page that follows. */
  next: string;
  /** What is filled in, for reading, once it may not be changed. */
  view: (registration: Registration) => ReactNode;
  aside?: (registration: Registration) => ReactNode;
  children: (registration: Registration) => ReactNode;
}

/** A form of the registration: it saves itself as one types, says what lacks and what was returned, and is for reading once it was submitted (G3.4, G4). */
export function RegistrationForm<F extends FormName>(page: FormPage<F>) {
  const words = useWords(formWords);
  const query = useFreshRegistration();
  const [readings, setReadings] = useState(0);
  const reload = async () => {
    await query.refetch();
    setReadings((count) => count + 1);
  };
  return (
    <Page title={page.title}>
      <Reading of={query}>
        {(registration) => {
          if (isEditable(registration))
            return <Editor key={readings} {...page} registration={registration} onReload={() => void reload()} />;
          const isApproved = registration.state === 'approved';
          const why = isApproved ? words.readOnlyApproved : words.readOnly;
          return (
            <>
              <Alert type="info" showIcon title={isOpen(registration) ? why : words.readOnlyEnded} className="told" />
              {page.view(registration)}
            </>
          );
        }}
      </Reading>
    </Page>
  );
}

function Editor<F extends FormName>({
  form: name,
  send,
  next,
  aside,
  children,
  registration,
  onReload,
}: FormPage<F> & { registration: Registration; onReload: () => void }) {
  type Body = NonNullable<Registration[F]>;
  const words = useWords(formWords);
  const [form] = Form.useForm<object>();
  const [, go] = useLocation();
  const [params] = useSearchParams();
  const at = params.get('at');
  // As it was read: what is saved meanwhile comes from here.
  const [begun] = useState(() => registration[name]);
  const [isTold, setTold] = useState(begun !== null || at !== null);
  const shown = Form.useWatch([], form) as object | undefined;
  const draft = useDraft<Body>(registration, name, () => filledIn(form.getFieldsValue(true)) as Body, send);
  const atFields = useFaultsAtFields(form, draft.problem, false);

  const missing = missingIn(name, filledIn(shown ?? begun ?? {}) as FormDrafts[F]).map((path) =>
    path.slice(name.length + 1),
  );
  const returned = (registration.returnedFields ?? [])
    .filter(({ path }) => path.startsWith(`${name}.`))
    .map(({ path, reason }) => ({ path: path.slice(name.length + 1), reason }));
  useEffect(() => {
    if (at) form.scrollToField(namePathOf(at), { block: 'center', focus: true });
  }, [form, at]);

  const goOn = async () => {
    setTold(true);
    const isSaved = await draft.save();
    const [first] = missing;
    if (first !== undefined) form.scrollToField(namePathOf(first), { block: 'center', focus: true });
    else if (isSaved) go(next);
  };
  return (
    <FieldNotesContext value={{ form: name, missing: new Set(isTold ? missing : []), returned }}>
      <Returned registration={registration} />
      {aside?.(registration)}
      <Form
        form={form}
        layout="vertical"
        initialValues={begun ?? {}}
        onValuesChange={draft.change}
        requiredMark={false}
      >
        {children(registration)}
      </Form>
      {draft.state === 'stale' ? (
        <Alert
          type="warning"
          showIcon
          role="alert"
          title={words.stale}
          description={words.staleHelp}
          action={<Button onClick={onReload}>{words.reloadForm}</Button>}
        />
      ) : (
        <ProblemAlert
          of={draft.problem}
          shownAtFields={atFields}
          {...(draft.state === 'delayed' ? { onAgain: () => void draft.save() } : {})}
        />
      )}
      <div className="form-foot">
        <DraftState {...draft} />
        {isTold && missing.length > 0 && <span className="note missing">{words.missing(missing.length)}</span>}
        <Button type="primary" onClick={() => void goOn()} loading={draft.state === 'saving'}>
          {words.next}
        </Button>
      </div>
    </FieldNotesContext>
  );
}
