import { Alert, App, Button, Checkbox, Form, Input } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, queries } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { setLogin } from '../session.ts';
import { accountWords } from './account-words.ts';

/** Ends the registration and has its personal data erased: asked for in earnest, with the password. */
export function AccountWithdrawal({ account }: { account: string }) {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const label = useLabels();
  const { message } = App.useApp();
  const [, go] = useLocation();
  const [isAsked, setAsked] = useState(false);
  const withdraw = useAction(
    (header, { password }: { password: string }) =>
      client.POST('/account/withdrawal', { params: { header }, body: { password } }),
    {
      onDone: () => {
        setLogin(undefined);
        queries.clear();
        void message.success(words.withdrawn);
        go('~/app/');
      },
    },
  );
  return (
    <section className="card" aria-labelledby="withdrawal">
      <h2 id="withdrawal">{words.withdrawal}</h2>
      <p>{words.withdrawalHelp}</p>
      <Button danger onClick={() => setAsked(true)}>
        {words.withdrawNow}
      </Button>
      <Ask
        open={isAsked}
        title={words.withdrawalQuestion}
        ok={words.withdrawNow}
        danger
        action={withdraw}
        onClose={() => setAsked(false)}
      >
        <Alert className="problem" type="error" showIcon title={account} description={words.withdrawalWarning} />
        <Form.Item name="password" label={label('password')} rules={[{ required: true, message: words.required }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="understood"
          valuePropName="checked"
          rules={[
            {
              validator: async (_, value: boolean | undefined) => {
                if (!value) throw new Error(words.mustUnderstand);
              },
            },
          ]}
        >
          <Checkbox>{words.withdrawalUnderstood}</Checkbox>
        </Form.Item>
      </Ask>
    </section>
  );
}
