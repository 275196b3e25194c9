import { Alert, Button, Form, Input } from 'antd';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from './form-faults.ts';
import { useLabels } from './labels.ts';
import { ownAccountWords } from './own-account-words.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { common } from './words.ts';

interface Written {
  currentPassword: string;
  newPassword: string;
  repeated: string;
}

/** Another password; the logins on other devices end by it. */
export function OwnPassword() {
  const words = { ...useWords(common), ...useWords(ownAccountWords) };
  const labelAt = useLabels();
  const [form] = Form.useForm<Written>();
  const change = useAction(
    async (_once, { currentPassword, newPassword }: Written) => {
      await client.PUT('/account/password', { body: { currentPassword, newPassword } });
      return { data: true };
    },
    { changes: ['/account', '/sessions'], onDone: () => form.resetFields() },
  );
  const atFields = useFaultsAtFields(form, change.problem);
  const needed = { required: true, message: words.required };
  return (
    <section className="card" aria-labelledby="own-password">
      <h2 id="own-password" className="first">
        {words.password}
      </h2>
      <Form form={form} layout="vertical" className="narrow" onFinish={change.run} requiredMark={false}>
        <Form.Item name="currentPassword" label={labelAt('currentPassword')} rules={[needed]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="newPassword" label={labelAt('newPassword')} extra={words.passwordHelp} rules={[needed]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="repeated"
          label={words.repeatPassword}
          dependencies={['newPassword']}
          rules={[
            needed,
            {
              validator: async (_, typed: string | undefined) => {
                if (typed && typed !== form.getFieldValue('newPassword')) throw new Error(words.passwordsDiffer);
              },
            },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <ProblemAlert of={change.problem} shownAtFields={atFields} />
        {change.data && <Alert className="told" type="success" showIcon role="status" title={words.passwordDone} />}
        <Button type="primary" htmlType="submit" loading={change.pending}>
          {words.changePassword}
        </Button>
      </Form>
    </section>
  );
}
