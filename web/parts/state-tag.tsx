import { Tag } from 'antd';
import type { ReactNode } from 'react';

/** What a state asks of whoever looks: nothing any more, patience, something to do, or attention to what went wrong. */
export type Tone = 'done' | 'waiting' | 'todo' | 'wrong' | 'over';

/** Words carry the meaning, colours only help. */
const colours: Readonly<Record<Tone, { color: string; background: string; borderColor: string }>> = {
  done: { color: '#14532d', background: '#e7f5ea', borderColor: '#9ccfa8' },
  waiting: { color: '#0b3d75', background: '#e6f0fa', borderColor: '#9fc3e8' },
  todo: { color: '#6a3f00', background: '#fff3d9', borderColor: '#e6c785' },
  wrong: { color: '#8a1410', background: '#fdecea', borderColor: '#eba9a4' },
  over: { color: '#3f444c', background: '#eef0f3', borderColor: '#c9ced6' },
};

export function StateTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Tag variant="outlined" style={colours[tone]}>
      {children}
    </Tag>
  );
}
