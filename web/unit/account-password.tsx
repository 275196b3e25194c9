import { Alert, Button, Form, Input } from 'antd';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';

interface Written {
  currentPassword: string;
  newPassword: string;
  repeated: string;
}

/** Another password; the logins of other devices end by it. */
export function AccountPassword() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const label = useLabels();
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
    <section className="card" aria-labelledby="password">
      <h2 id="password">{words.password}</h2>
      <Form form={form} layout="vertical" className="narrow" onFinish={change.run} requiredMark={false}>
        <Form.Item name="currentPassword" label={label('currentPassword')} rules={[needed]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="newPassword" label={label('newPassword')} extra={words.passwordHelp} rules={[needed]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="repeated"
          label={words.repeatPassword}
          dependencies={['newPassword']}
          rules={[
            needed,
            {
              validator: async (_, value: string | undefined) => {
                if (value && value !== form.getFieldValue('newPassword')) throw new Error(words.passwordsDiffer);
              },
            },
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <ProblemAlert of={change.problem} shownAtFields={atFields} />
        {change.data && <Alert type="success" showIcon role="status" title={words.passwordDone} />}
        <Button type="primary" htmlType="submit" loading={change.pending}>
          {words.changePassword}
        </Button>
      </Form>
    </section>
  );
}
