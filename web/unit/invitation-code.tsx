import { App, Button, Form, Input } from 'antd';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { formWords } from './form-words.ts';
import { isEditable, type Registration } from './registration.ts';

/** A code that was not there when the account was opened (G1.1). */
export function InvitationCode({ registration }: { registration: Registration }) {
  const words = { ...useWords(common), ...useWords(formWords) };
  const labelAt = useLabels();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ invitationCode: string }>();
  const give = useAction(
    (_once, body: { invitationCode: string }) => client.PUT('/registration/invitation-code', { body }),
    {
      changes: ['/registration'],
      onDone: () => void message.success(words.codeSaved),
    },
  );
  const atFields = useFaultsAtFields(form, give.problem);
  if (registration.invitationCode !== null || !isEditable(registration)) return null;
  return (
    <section className="card">
      <h2>{words.codeTitle}</h2>
      <p>{words.codeHelp}</p>
      <Form form={form} layout="inline" onFinish={give.run} requiredMark={false} className="row">
        <Form.Item
          name="invitationCode"
          label={labelAt('invitationCode')}
          rules={[{ required: true, message: words.required }]}
        >
          <Input maxLength={32} autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit" loading={give.pending}>
          {words.codeSave}
        </Button>
      </Form>
      <ProblemAlert of={give.problem} shownAtFields={atFields} />
    </section>
  );
}
