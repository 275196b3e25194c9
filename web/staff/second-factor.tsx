import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { SecondFactorSetup } from './second-factor-setup.tsx';
import { staffWords } from './words.ts';

type State = NonNullable<Schemas['CurrentSession']['secondFactor']>;

const said = { none: 'factorNone', required: 'factorRequired', confirmed: 'factorConfirmed' } as const;
const tones: Readonly<Record<State, Tone>> = { none: 'over', required: 'wrong', confirmed: 'done' };

/** Six digits are an app's, anything else a recovery code. */
const factorOf = (typed: string) => (/^\d{6}$/.test(typed) ? { totp: typed } : { recoveryCode: typed });

/** What logging in takes beside the password: set up, changed for another, taken away. */
export function SecondFactor({ state }: { state: State }) {
  const words = { ...useWords(common), ...useWords(staffWords) };
  const [asking, ask] = useState<'replace' | 'remove'>();
  const begin = useAction(
    (_once, { factor }: { factor?: string }) =>
      client.POST('/account/second-factor', { body: factor ? factorOf(factor.trim()) : {} }),
    { onDone: () => ask(undefined) },
  );
  const remove = useAction(
    async (_once, { code }: { code: string }) => {
      await client.DELETE('/account/second-factor', { params: { query: { code } } });
      return { data: true };
    },
    { changes: ['/sessions'], onDone: () => ask(undefined) },
  );
  const [isDone, done] = useState(false);
  return (
    <section className="card" aria-labelledby="second-factor">
      <h2 id="second-factor" className="first">
        {words.secondFactor} <StateTag tone={tones[state]}>{words[said[state]]}</StateTag>
      </h2>
      <p>{words.factorHelp}</p>
      {isDone && state === 'confirmed' && (
        <Alert className="told" type="success" showIcon role="status" title={words.confirmed} />
      )}
      {remove.data && state !== 'confirmed' && (
        <Alert className="told" type="success" showIcon role="status" title={words.takenAway} />
      )}
      {begin.data ? (
        <SecondFactorSetup
          of={begin.data}
          onDone={() => {
            done(true);
            begin.forget();
          }}
          onCancel={begin.forget}
        />
      ) : state === 'confirmed' ? (
        <div className="buttons">
          <Button onClick={() => ask('replace')}>{words.replace}</Button>
          <Button danger onClick={() => ask('remove')}>
            {words.takeAway}
          </Button>
        </div>
      ) : (
        <>
          <ProblemAlert of={begin.problem} />
          <Button type="primary" loading={begin.pending} onClick={() => begin.run({})}>
            {words.setUp}
          </Button>
        </>
      )}
      <Ask open={asking === 'replace'} title={words.replace} action={begin} onClose={() => ask(undefined)}>
        <Form.Item
          name="factor"
          label={words.currentFactor}
          rules={[{ required: true, whitespace: true, message: words.required }]}
        >
          <Input autoComplete="one-time-code" maxLength={40} />
        </Form.Item>
      </Ask>
      <Ask
        open={asking === 'remove'}
        title={words.takeAway}
        ok={words.takeAway}
        danger
        action={remove}
        onClose={() => ask(undefined)}
      >
        <p>{words.takeAwayHelp}</p>
        <Form.Item
          name="code"
          label={words.code}
          rules={[{ required: true, pattern: /^\d{6}$/, message: words.codeNeeded }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
      </Ask>
    </section>
  );
}
