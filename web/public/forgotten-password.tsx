import { Button, Form, Input, Result } from 'antd';
import { Link } from 'wouter';
import { accountToOpen } from '../../domain/typed-text.ts';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { CodeFields } from '../parts/code-fields.tsx';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';
import { NewPassword } from './new-password.tsx';

interface Reset {
  account: string;
  requestId: string;
  code: string;
  newPassword: string;
}

/** A unit's new password, by a code to the mobile on file. */
export default function ForgottenPasswordPage() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const [form] = Form.useForm<Reset>();
  const account = accountToOpen(Form.useWatch('account', form) ?? '');
  const reset = useAction((header, { account: of, requestId, code, newPassword }: Reset) =>
    client
      .POST('/account/password-reset', {
        params: { header },
        body: { account: of, requestId, code, newPassword },
      })
      .then(() => ({ data: true })),
  );
  const atFields = useFaultsAtFields(form, reset.problem);
  if (reset.data)
    return (
      <Page title={words.forgottenTitle}>
        <div className="card narrow" role="status">
          <Result
            status="success"
            title={words.passwordIsSet}
            subTitle={words.passwordIsSetHelp}
            extra={
              <Link href="/login" className="as-button first">
                {words.logIn}
              </Link>
            }
          />
        </div>
      </Page>
    );
  return (
    <Page title={words.forgottenTitle}>
      <div className="card narrow">
        <p>{words.forgottenHelp}</p>
        <Form form={form} layout="vertical" onFinish={reset.run} requiredMark={false}>
          <Form.Item
            name="account"
            label={words.account}
            extra={words.unitAccountHelp}
            rules={[{ required: true, message: words.required }]}
          >
            <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <CodeFields
            to={account || undefined}
            send={(to) => client.POST('/account/password-reset/codes', { body: { account: to } })}
          />
          <NewPassword name="newPassword" ownWords={[account]} />
          <ProblemAlert of={reset.problem} shownAtFields={atFields} />
          <Button type="primary" htmlType="submit" loading={reset.pending} block>
            {words.setPassword}
          </Button>
        </Form>
        <p className="quiet">{words.forgottenStaff}</p>
      </div>
    </Page>
  );
}
