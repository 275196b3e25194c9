import { Button, Form, Input } from 'antd';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, queries } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { setLogin, type Role } from '../session.ts';
import { publicWords } from './words.ts';

interface Credentials {
  account: string;
  password: string;
  totp?: string;
}

/** Where each begins. */
export const homeOf: Readonly<Record<Role, string>> = {
  unit: '/unit',
  delegation: '/delegation',
  bureau: '/bureau',
  operator: '/operator',
  auditor: '/bureau',
};

/** A unit's account has 18 characters, or a country before its number; a login of staff is neither. */
const isAccount = (typed: string): boolean =>
  /^[0-9A-Z]{18}$/i.test(typed.replaceAll(/[\s-]/g, '')) || /^[A-Z]{2}\s*[:：]/i.test(typed.trim());

export function LoginPage() {
  const words = { ...useWords(common), ...useWords(publicWords) };
  const [form] = Form.useForm<Credentials>();
  const [, go] = useLocation();
  const [params] = useSearchParams();
  const open = useAction(
    (_once, { account, password, totp }: Credentials) =>
      client.POST('/sessions', {
        body: isAccount(account) ? { account, password } : { login: account, password, ...(totp ? { totp } : {}) },
      }),
    {
      onDone: ({ token, role }, { account }) => {
        queries.clear();
        setLogin({ token, role, account: account.trim() });
        const next = params.get('next');
        go(next?.startsWith('/') ? next : homeOf[role], { replace: true });
      },
    },
  );
  const atFields = useFaultsAtFields(form, open.problem);
  const needsCode = open.problem?.code === 'second_factor_required' || form.getFieldValue('totp') !== undefined;
  return (
    <Page title={words.logIn}>
      <div className="card narrow">
        <Form form={form} layout="vertical" onFinish={open.run} requiredMark={false}>
          <Form.Item
            name="account"
            label={words.account}
            extra={words.accountHelp}
            rules={[{ required: true, message: words.required }]}
          >
            <Input autoComplete="username" autoCapitalize="none" spellCheck={false} />
          </Form.Item>
          <Form.Item name="password" label={words.password} rules={[{ required: true, message: words.required }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          {needsCode && (
            <Form.Item name="totp" label={words.totp} extra={words.totpHelp}>
              <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
            </Form.Item>
          )}
          <ProblemAlert of={open.problem} shownAtFields={atFields} />
          <Button type="primary" htmlType="submit" loading={open.pending} block>
            {words.logIn}
          </Button>
        </Form>
        <p>
          {words.notLoggedIn} <Link href="/register">{words.register}</Link> ·{' '}
          <Link href="/forgotten-password">{words.forgotten}</Link>
        </p>
      </div>
    </Page>
  );
}
