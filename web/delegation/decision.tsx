import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Form, Input, Radio, Select, type FormInstance } from 'antd';
import { formPaths } from '../../domain/unit-info.ts';
import { useEffect } from 'react';
import type { Decision as Verdict } from '../../domain/registration.ts';
import { useAction } from '../client/action.ts';
import { client, queries, type Schemas } from '../client/client.ts';
import { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { decisionWords, optionsOf, registrationStateWords } from '../parts/codes.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { fieldsOf, type FormPath } from './form-value.tsx';
import { registrationWords } from './registration-words.ts';

export interface Written {
  decision?: Verdict;
  reason?: string;
  fields?: { path?: FormPath; reason?: string }[];
}

/** What a verdict does, by its word. */
export const helps = { approve: 'approveHelp', return: 'returnHelp', reject: 'rejectHelp' } as const;
const wholes = ['unitInfo', 'procurementIntent'] as const;

/** All that a reviewer can say something of: the people and the code, either form as a whole, each of its fields. */
function useChoices() {
  const words = useWords(registrationWords);
  const labelAt = useLabels();
  const inForm = (form: (typeof wholes)[number]) => ({
    label: words[form],
    options: [
      { value: form, label: words[form] + words.wholeForm },
      ...formPaths
        .filter((path) => path.startsWith(`${form}.`))
        .map((path) => ({
          value: path,
          label: fieldsOf(form).includes(path as FormPath) ? labelAt(path) : labelAt(path) + words.wholeForm,
        })),
    ],
  });
  return [
    { value: 'attendees', label: words.people },
    { value: 'invitationCode', label: words.code },
    ...wholes.map(inForm),
  ];
}

/** What was read before is no longer so: it is read again, and whoever decides looks once more. */
const isOutdated = (problem: unknown): boolean =>
  problem instanceof Problem && [404, 409, 412].includes(problem.status);

/** One verdict on a registration, of the version that was read; what is to be corrected is said field by field (G4.3). */
export function Decision({
  of: registration,
  form,
  flagged,
  onUnderWay,
}: {
  of: Schemas['ReviewedRegistration'];
  form: FormInstance<Written>;
  /** The field that somebody has just said is to be corrected: they write why. */
  flagged: { path: FormPath } | undefined;
  /** The verdict was taken, and what it does is still to be seen. */
  onUnderWay: () => void;
}) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const verdicts = useWords(decisionWords);
  const states = useWords(registrationStateWords);
  const choices = useChoices();
  const { registrationId } = registration;
  const decide = useAction(
    async (once, { version, decision = 'approve', reason, fields = [] }: Written & { version: number }) => {
      try {
        return await client.POST('/review/registrations/{registrationId}/decision', {
          params: { path: { registrationId }, header: once },
          body: {
            decision,
            version,
            ...(reason?.trim() && decision !== 'approve' ? { reason } : {}),
            ...(decision === 'return' && fields.length > 0 ? { fields: fields as Schemas['FieldToReturn'][] } : {}),
          },
        });
      } catch (problem) {
        if (isOutdated(problem))
          await queries.invalidateQueries({
            predicate: ({ queryKey }) => String(queryKey[1]).startsWith('/review/registrations'),
          });
        throw problem;
      }
    },
    {
      changes: ['/review/registrations'],
      onDone: (answer) => 'state' in answer || onUnderWay(),
    },
  );
  const atFields = useFaultsAtFields(form, decide.problem);
  const decision = Form.useWatch('decision', form);
  const isReturning = decision === 'return';
  useEffect(() => {
    // Its row is drawn once the verdict is known to be a return.
    const fields = (form.getFieldValue('fields') as Written['fields']) ?? [];
    const at = fields.findIndex(({ path }) => path === flagged?.path);
    if (flagged && isReturning && at >= 0)
      form.scrollToField(['fields', at, 'reason'], { block: 'center', focus: true });
  }, [form, flagged, isReturning]);
  if (decide.data)
    return (
      <Alert
        className="told"
        type="success"
        showIcon
        role="status"
        title={'state' in decide.data ? words.decided(states[decide.data.state]) : words.underWay}
      />
    );
  if (registration.state !== 'under_review')
    return (
      <>
        <ProblemAlert of={decide.problem} />
        <p className="quiet">{words.notWaiting}</p>
      </>
    );
  return (
    <div className="card">
      <Form
        name="decision"
        form={form}
        layout="vertical"
        onFinish={(written) => decide.run({ ...written, version: registration.version })}
        requiredMark={false}
        scrollToFirstError
      >
        <Form.Item
          name="decision"
          label={words.decision}
          rules={[{ required: true, message: words.decisionNeeded }]}
          extra={decision && words[helps[decision]]}
        >
          <Radio.Group options={optionsOf(verdicts)} />
        </Form.Item>
        {isReturning && (
          <fieldset className="fields-to-return">
            <legend>{words.fields}</legend>
            <Form.List name="fields">
              {(rows, { add, remove }) => (
                <>
                  {rows.map(({ key, name }) => (
                    <div key={key} className="field-to-return">
                      <Form.Item
                        name={[name, 'path']}
                        label={words.field}
                        rules={[{ required: true, message: words.fieldNeeded }]}
                      >
                        <Select options={choices} showSearch={{ optionFilterProp: 'label' }} />
                      </Form.Item>
                      <Form.Item
                        name={[name, 'reason']}
                        label={words.fieldReason}
                        rules={[{ required: true, whitespace: true, message: words.required }]}
                      >
                        <Input maxLength={200} />
                      </Form.Item>
                      <Button
                        type="text"
                        icon={<DeleteOutlined aria-hidden />}
                        aria-label={words.remove}
                        onClick={() => remove(name)}
                      />
                    </div>
                  ))}
                  <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
                    {words.addField}
                  </Button>
                </>
              )}
            </Form.List>
          </fieldset>
        )}
        {(isReturning || decision === 'reject') && (
          <Form.Item
            name="reason"
            label={words.reasonToUnit}
            dependencies={['fields']}
            rules={[
              ({ getFieldValue }) => ({
                validator: async (_, typed: string | undefined) => {
                  const fields = (getFieldValue('fields') as Written['fields']) ?? [];
                  if (!typed?.trim() && (decision === 'reject' || fields.length === 0))
                    throw new Error(decision === 'reject' ? words.required : words.reasonNeeded);
                },
              }),
            ]}
          >
            <Input.TextArea rows={3} maxLength={500} showCount />
          </Form.Item>
        )}
        <ProblemAlert of={decide.problem} shownAtFields={atFields} />
        {isOutdated(decide.problem) && <p role="status">{words.changedMeanwhile}</p>}
        <Button type="primary" danger={decision === 'reject'} htmlType="submit" loading={decide.pending}>
          {words.decide}
        </Button>
      </Form>
    </div>
  );
}
