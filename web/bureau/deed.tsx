import { App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useAction, type Once } from '../client/action.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { bureauWords } from './words.ts';

/**
 * A button for something that is asked about before it is done; its children are the fields of what it needs to know.
 * In a list each row has its own, so that none repeats the request of another.
 */
export function Deed<I extends object, D>({
  name,
  of,
  send,
  changes = ['/bureau/', '/review/'],
  told,
  onDone,
  kind = 'default',
  disabled = false,
  children,
  ...asked
}: {
  name: string;
  /** What of several it is done to, for who cannot see the row. */
  of?: string;
  send: (once: Once, input: I) => Promise<{ data?: D }>;
  changes?: readonly string[];
  /** What is said when it is done, by the answer where that tells more. */
  told?: (data: D) => string;
  onDone?: (data: D) => unknown;
  kind?: 'primary' | 'default' | 'danger';
  disabled?: boolean;
  initial?: Partial<I>;
  ok?: string;
  children?: ReactNode;
}) {
  const words = useWords(bureauWords);
  const mayAct = useMayAct();
  const { message } = App.useApp();
  // Nothing of the question is there before it is asked first.
  const [open, setOpen] = useState<boolean>();
  const action = useAction(send, {
    changes,
    onDone: (data) => {
      void message.success(told?.(data) ?? (isUnderWay(data) ? words.underWay : words.done));
      setOpen(false);
      return onDone?.(data);
    },
  });
  if (!mayAct) return null;
  return (
    <>
      <Button
        type={kind === 'primary' ? 'primary' : 'default'}
        danger={kind === 'danger'}
        disabled={disabled}
        aria-label={of === undefined ? undefined : `${name} ${of}`}
        onClick={() => setOpen(true)}
      >
        {name}
      </Button>
      {open !== undefined && (
        <Ask<I>
          open={open}
          title={of === undefined ? name : `${name} · ${of}`}
          action={action}
          danger={kind === 'danger'}
          onClose={() => setOpen(false)}
          {...asked}
        >
          {children}
        </Ask>
      )}
    </>
  );
}

/** Answered before the run had done it. */
const isUnderWay = (data: unknown): boolean => typeof data === 'object' && data !== null && 'statusUrl' in data;
