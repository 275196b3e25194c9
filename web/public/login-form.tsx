import { Button, Form, Input } from 'antd';
import { useId, useState } from 'react';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import type { Login } from '../session.ts';
import { accountWords } from './account-words.ts';

interface Credentials {
  account: string;
  password: string;
  totp?: string;
  recoveryCode?: string;
}

/** A unit's account has 18 characters, or a country before its number; a login of staff is neither. */
const isAccount = (typed: string): boolean =>
  /^[0-9A-Z]{18}$/i.test(typed.replaceAll(/[\s-]/g, '')) || /^[A-Z]{2}\s*[:：]/i.test(typed.trim());

/** Asked for when the password was right: six digits, or a code kept for when the app is gone. */
function SecondFactor() {
  const words = useWords(accountWords);
  const [byRecovery, setByRecovery] = useState(false);
  return (
    <>
      {byRecovery ? (
        <Form.Item key="recovery" name="recoveryCode" label={words.recoveryCode} extra={words.recoveryHelp}>
          <Input autoComplete="off" spellCheck={false} autoFocus />
        </Form.Item>
      ) : (
        <Form.Item key="totp" name="totp" label={words.totp} extra={words.totpHelp}>
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={7} autoFocus />
        </Form.Item>
      )}
      <p>
        <Button type="link" className="in-text" onClick={() => setByRecovery(!byRecovery)}>
          {byRecovery ? words.useTotp : words.useRecovery}
        </Button>
      </p>
    </>
  );
}

/** Account, password and, where it is asked for, the second factor; of somebody known (`account`) the rest alone. */
export function LoginForm({ account: known, onDone }: { account?: string; onDone: (login: Login) => void }) {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const labels = useLabels();
  // Its fields are no other form's of the same page.
  const id = useId();
  const [form] = Form.useForm<Credentials>();
  const [needsCode, setNeedsCode] = useState(false);
  const open = useAction(
    (_once, { account, password, ...second }: Credentials) =>
      client.POST('/sessions', {
        body: isAccount(account) ? { account, password } : { login: account, password, ...second },
      }),
    { onDone: ({ token, role }, { account }) => onDone({ token, role, account: account.trim() }) },
  );
  const { problem } = open;
  const isAsked = problem?.code === 'second_factor_required';
  if (isAsked && !needsCode) setNeedsCode(true);
  const atFields = useFaultsAtFields(form, problem);
  return (
    <Form
      name={id}
      form={form}
      layout="vertical"
      initialValues={{ account: known }}
      onFinish={open.run}
      requiredMark={false}
      preserve={false}
    >
      <Form.Item
        name="account"
        label={words.account}
        extra={known === undefined ? words.accountHelp : undefined}
        rules={[{ required: true, message: words.required }]}
      >
        <Input autoComplete="username" autoCapitalize="none" spellCheck={false} disabled={known !== undefined} />
      </Form.Item>
      <Form.Item name="password" label={labels('password')} rules={[{ required: true, message: words.required }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {needsCode && <SecondFactor />}
      <ProblemAlert of={problem} shownAtFields={atFields} />
      <Button type="primary" htmlType="submit" loading={open.pending} block>
        {words.logIn}
      </Button>
    </Form>
  );
}
