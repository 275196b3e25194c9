import { Button, Form, type FormInstance, type FormProps } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { registrationWords } from './registration-words.ts';

type FieldData = Parameters<NonNullable<FormProps['onFieldsChange']>>[0][number];

/** One step of several: a form of its own, which stays as it was left while another step is seen. */
export function RegistrationStep<V extends object>({
  title,
  isCurrent,
  form,
  initial,
  problem,
  answered,
  onTyped,
  leadTo,
  onNext,
  onBack,
  next,
  pending = false,
  after,
  children,
}: {
  title: string;
  isCurrent: boolean;
  form: FormInstance<V>;
  initial: Partial<V>;
  /** Of the last step's request: its faults stand at the fields of whichever step has them. */
  problem: Problem | undefined;
  /** The paths of faults whose fields were changed since. */
  answered: readonly string[];
  onTyped: (fields: string[]) => void;
  leadTo: (path: string) => void;
  onNext: (values: V) => void;
  onBack?: () => void;
  next?: string;
  pending?: boolean;
  /** What helps with the problem. */
  after?: ReactNode;
  children: ReactNode;
}) {
  const words = useWords(registrationWords);
  const section = useRef<HTMLElement>(null);
  const wasCurrent = useRef(isCurrent);
  const atFields = useFaultsAtFields(form, problem);
  const ofAny: FormInstance = form;
  const changed = useRef(new Set<string>());
  useEffect(() => changed.current.clear(), [problem]);
  /** What a field checks by itself as one leaves it knows nothing of what the API refused, which holds until it is changed. */
  const tellAgain = (fields: readonly FieldData[]) => {
    for (const { name, errors, validating } of fields) {
      const path = [name].flat().join('.');
      if (validating || errors?.length !== 0 || changed.current.has(path.split('.')[0]!)) continue;
      const messages = problem?.faults.filter((fault) => fault.path === path).map(({ message }) => message) ?? [];
      if (messages.length > 0) ofAny.setFields([{ name, errors: messages }]);
    }
  };
  useEffect(() => {
    // Whoever comes from another step begins at what is wrong, or at the top of this one.
    if (isCurrent && !wasCurrent.current)
      (
        section.current?.querySelector<HTMLElement>('[aria-invalid=true]') ?? section.current?.querySelector('h2')
      )?.focus();
    wasCurrent.current = isCurrent;
  }, [isCurrent]);
  return (
    <section ref={section} hidden={!isCurrent} className="card">
      <h2 tabIndex={-1}>{title}</h2>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onValuesChange={(typed: Partial<V>) => {
          for (const name of Object.keys(typed)) changed.current.add(name);
          onTyped(Object.keys(typed));
        }}
        onFieldsChange={tellAgain}
        onFinish={onNext}
        scrollToFirstError={{ focus: true }}
      >
        {children}
        {isCurrent && (
          <>
            <ProblemAlert of={problem} shownAtFields={atFields} answered={answered} leadTo={leadTo} />
            {problem && after}
            <div className="buttons">
              {onBack && <Button onClick={onBack}>{words.previousStep}</Button>}
              <Button type="primary" htmlType="submit" loading={pending}>
                {next ?? words.next}
              </Button>
            </div>
          </>
        )}
      </Form>
    </section>
  );
}
