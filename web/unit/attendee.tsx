import { Alert, App, Button, Form } from 'antd';
import { Link, useSearchParams } from 'wouter';
import { fieldsOf, labelOf, type AttendeeField } from '../../domain/attendee-field.ts';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { FormProblems, useFreshForm } from '../parts/fresh-form.tsx';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import { AttendeeFields } from './attendee-form.tsx';
import type { Attendee } from './attendee-list.ts';
import { AttendeeState } from './attendee-state.tsx';
import { AttendeeWarnings } from './attendee-warnings.tsx';
import { attendeeWords } from './attendee-words.ts';
import { Facts } from '../parts/facts.tsx';
import { filledIn } from './filled-in.ts';
import { PhotoUpload } from './photo-upload.tsx';
import { ifMatch, isOpen, useRegistration } from './registration.ts';
import { unitWords } from './words.ts';

/** One person: what is known of them, their photo, and their form as long as it may be changed (G5.4). */
export function AttendeePage({ attendeeId }: { attendeeId: string }) {
  const words = { ...useWords(common), ...useWords(attendeeWords) };
  const [params, setParams] = useSearchParams();
  const registration = useRegistration();
  const query = api.useQuery('get', '/attendees/{attendeeId}', { params: { path: { attendeeId } } });
  const isRunning = registration.data ? isOpen(registration.data) : true;
  const canChange = isRunning && query.data?.state === 'saved';
  const isEdited = canChange && params.get('edit') !== null;
  const edit = (on: boolean) => setParams(on ? { edit: 'yes' } : {}, { replace: true });
  return (
    <Page
      title={query.data?.name ?? words.nameOfPerson}
      actions={
        <>
          {canChange && !isEdited && (
            <Button type="primary" onClick={() => edit(true)}>
              {words.edit}
            </Button>
          )}
          <Link href={`/attendees?list=${query.data?.list ?? 'mainland'}`}>{words.back}</Link>
        </>
      }
    >
      <Reading of={query}>
        {(person) => (
          <>
            {!canChange && registration.data && (
              <Alert type="info" showIcon className="told" title={isRunning ? words.locked : words.ended} />
            )}
            <AttendeeWarnings of={person} canConfirm={canChange} />
            <div className="person">
              {isEdited ? <AttendeeEditor person={person} onDone={() => edit(false)} /> : <AttendeeFacts of={person} />}
              <PhotoUpload of={person} canChange={canChange} />
            </div>
          </>
        )}
      </Reading>
    </Page>
  );
}

function AttendeeFacts({ of: person }: { of: Attendee }) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(attendeeWords) };
  const language = useLanguage();
  const positions = useVocabulary('positions');
  const countries = useVocabulary('countries');
  const { list, region, country, pickup, badgeType, printedName } = person;
  const shown = {
    ...person,
    ...person.residence,
    sex: words[person.sex],
    region: region && words[region],
    country: country && countries.word(country),
    documentNumber: person.documentMasked,
    position: positions.word(person.position),
    pickup: pickup ? words[pickup] : words.pickupAsUnit,
  };
  const fields: readonly AttendeeField[] = fieldsOf(list);
  const labelled = (field: AttendeeField) => (field === 'pickup' ? words.pickup : labelOf(list, field)![language]);
  return (
    <div className="card">
      <Facts
        of={[
          ...fields.map((field) => [labelled(field), shown[field] ?? undefined] as const),
          ...(printedName === null ? [] : [[words.printedName, printedName] as const]),
          [words.badgeType, badgeType && words[badgeType]],
          [words.state, <AttendeeState key="state" of={person.state} />],
        ]}
      />
    </div>
  );
}

function AttendeeEditor({ person, onDone }: { person: Attendee; onDone: () => void }) {
  const words = { ...useWords(common), ...useWords(attendeeWords) };
  const language = useLanguage();
  const { message } = App.useApp();
  const [form] = Form.useForm<object>();
  const labelAt = useLabels();
  const { attendeeId, version } = person;
  const initial = Object.fromEntries(
    Object.entries(person).filter(
      ([name, value]) => value !== null && [...fieldsOf(person.list), 'residence'].includes(name as never),
    ),
  );
  const { elsewhere, saved } = useFreshForm<object>(form, initial, version);
  const save = useAction(
    async (_once, body: Schemas['AttendeeChanges']) => {
      const sent: object = form.getFieldsValue(true);
      const params = { path: { attendeeId }, header: ifMatch(version) };
      const answer = await client.PATCH('/attendees/{attendeeId}', { params, body });
      saved(sent);
      return answer;
    },
    {
      changes: ['/attendees', '/registration'],
      onDone: () => {
        void message.success(words.saved);
        onDone();
      },
    },
  );
  const atFields = useFaultsAtFields(form, save.problem);
  const changes = (values: object) => {
    const { pickup = null, givenName = null, ...rest } = filledIn(values) as Schemas['AttendeeChanges'];
    return { ...rest, pickup, ...(person.list === 'overseas' ? { givenName } : {}) };
  };
  return (
    <Form
      form={form}
      className="card"
      layout="vertical"
      requiredMark={false}
      initialValues={initial}
      scrollToFirstError={{ block: 'center', focus: true }}
      onFinish={(values) => save.run(changes(values))}
    >
      <AttendeeFields list={person.list} form={form} documentMasked={person.documentMasked} />
      <FormProblems
        of={save.problem}
        elsewhere={elsewhere}
        shownAtFields={atFields}
        labelAt={(field) => labelOf(person.list, field)?.[language] ?? labelAt(field)}
      />
      <div className="buttons">
        <Button type="primary" htmlType="submit" loading={save.pending}>
          {words.save}
        </Button>
        <Button onClick={onDone}>{words.cancel}</Button>
      </div>
    </Form>
  );
}
