import { Button, Form, Input } from 'antd';
import { useEffect, useState } from 'react';
import { normaliseDigits } from '../../domain/typed-text.ts';
import { useAction } from '../client/action.ts';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { codeWords } from './code-words.ts';
import { ProblemAlert } from './problem-alert.tsx';

type Send = (to: string) => Promise<{ data?: Schemas['CodeSent'] }>;

/** Whole seconds until then, counted down. */
function useSecondsUntil(time: number): number {
  const [now, setNow] = useState(Date.now);
  const isOver = now >= time;
  useEffect(() => {
    if (isOver) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isOver, time]);
  return Math.max(0, Math.ceil((time - now) / 1000));
}

interface Request {
  to: string;
  againAt: number;
  minutes: number;
}

/** The button that has a code sent; as a field it holds the request's id. A code sent elsewhere is none for here. */
function CodeRequest({
  id,
  to,
  send,
  onChange,
}: {
  id?: string;
  to: string | undefined;
  send: Send;
  onChange?: (requestId: string | undefined) => void;
}) {
  const words = useWords(codeWords);
  const [request, setRequest] = useState<Request>();
  const sending = useAction((_once, input: string) => send(input), {
    onDone: ({ requestId, resendAfterSeconds, expiresInSeconds }, input) => {
      setRequest({ to: input, againAt: Date.now() + resendAfterSeconds * 1000, minutes: expiresInSeconds / 60 });
      onChange?.(requestId);
    },
  });
  const isHere = request !== undefined && request.to === to;
  const seconds = useSecondsUntil(isHere ? request.againAt : 0);
  useEffect(() => {
    if (request && request.to !== to) onChange?.(undefined);
    // Whoever goes back to the number before asks again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [to]);
  return (
    <>
      <Button
        id={id}
        onClick={() => to !== undefined && sending.run(to)}
        loading={sending.pending}
        disabled={to === undefined || seconds > 0}
      >
        {!isHere ? words.send : seconds > 0 ? words.sendAgainIn(seconds) : words.sendAgain}
      </Button>
      <span role="status" className="code-sent">
        {isHere && words.sent(request.minutes)}
      </span>
      <ProblemAlert of={sending.problem} />
    </>
  );
}

/** A code by text: asked for, counted down to the next, typed. Its fields are `requestId` and `code` below `name`. */
export function CodeFields({ name = [], to, send }: { name?: string[]; to: string | undefined; send: Send }) {
  const words = useWords(codeWords);
  return (
    <>
      <Form.Item name={[...name, 'requestId']} rules={[{ required: true, message: words.first }]}>
        <CodeRequest to={to} send={send} />
      </Form.Item>
      <Form.Item
        name={[...name, 'code']}
        label={words.code}
        normalize={(typed: string) => normaliseDigits(typed)}
        rules={[{ required: true, pattern: /^\d{6}$/, message: words.sixDigits }]}
        validateTrigger="onBlur"
      >
        <Input inputMode="numeric" autoComplete="one-time-code" className="code-field" />
      </Form.Item>
    </>
  );
}
