import { parentPort } from 'node:worker_threads';

/** What a thread of a test does with its job. */
export type Deed = 'answer' | 'hang' | 'eat' | 'break';

const deeds: Record<Deed, () => unknown> = {
  answer: () => 'done',
  hang: () => {
    for (;;);
  },
  eat: () => {
    for (const eaten: number[][] = []; ;) eaten.push(Array.from({ length: 1_000 }, (_, index) => index));
  },
  break: () => {
    throw new Error('broken');
  },
};

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (deed: Deed) => parentPort?.postMessage(deeds[deed]()));
