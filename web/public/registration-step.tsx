import { Button, Form, type FormInstance } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { registrationWords } from './registration-words.ts';

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
        onValuesChange={(changed: Partial<V>) => onTyped(Object.keys(changed))}
        onFinish={onNext}
        scrollToFirstError={{ focus: true }}
      >
        {children}
        {isCurrent && (
          <>
            <ProblemAlert of={problem} shownAtFields={[...atFields, ...answered]} leadTo={leadTo} />
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
