import { EyeOutlined } from '@ant-design/icons';
import { Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useAction } from '../client/action.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { common } from '../parts/words.ts';
import { delegationWords } from './words.ts';

/** What is masked everywhere, shown here for a reason, and only until the page is left; it is on record. */
export function Reveal<D extends object>({
  label,
  title,
  send,
  children,
}: {
  label: string;
  title: string;
  send: (input: { reason: string }) => Promise<{ data?: D }>;
  /** What was revealed. */
  children: (revealed: D) => ReactNode;
}) {
  const words = { ...useWords(common), ...useWords(delegationWords) };
  const [isAsking, ask] = useState(false);
  const reveal = useAction<{ reason: string }, D>((_once, input) => send(input), { onDone: () => ask(false) });
  if (reveal.data) return <div role="status">{children(reveal.data)}</div>;
  return (
    <>
      <Button icon={<EyeOutlined aria-hidden />} onClick={() => ask(true)}>
        {label}
      </Button>
      <Ask open={isAsking} title={title} ok={label} action={reveal} onClose={() => ask(false)}>
        <p>{words.onRecord}</p>
        <Form.Item
          name="reason"
          label={words.reason}
          rules={[{ required: true, whitespace: true, message: words.required }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </Ask>
    </>
  );
}
