import { world } from './virtual-time.ts';
import { Violation } from './workflow-run.ts';

/** The longest lives that come to rest know a few thousand. */
const mostEvents = 100_000;

interface Item {
  at: number;
  no: number;
  act: () => unknown;
}

/** What is yet to happen, in the order of the virtual clock. */
export interface EventQueue {
  after: (ms: number, act: () => unknown) => void;
  /** Lets things happen for so long, or until `isOver`; the clock stands at the end of that time, or where it was over. */
  pump: (ms: number, isOver?: () => boolean) => Promise<void>;
}

const isBefore = (x: Item, y: Item) => x.at < y.at || (x.at === y.at && x.no < y.no);

/** `afterEach` happens after everything that happens: where a worker may die. */
export function createEventQueue(afterEach: () => void): EventQueue {
  /** A binary heap: an event leaves it before those below it. */
  const heap: Item[] = [];
  let no = 0;
  let happened = 0;

  function add(item: Item): void {
    let i = heap.push(item) - 1;
    for (let up = (i - 1) >> 1; i > 0 && isBefore(item, heap[up]!); i = up, up = (i - 1) >> 1) heap[i] = heap[up]!;
    heap[i] = item;
  }

  function takeFirst(): void {
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let i = 0;
    for (let child = 1; child < heap.length; child = 2 * i + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
  }

  return {
    after: (ms, act) => add({ at: world.now + ms, no: no++, act }),
    async pump(ms, isOver = () => false) {
      const until = world.now + ms;
      while (!isOver()) {
        const first = heap[0];
        if (!first || first.at > until) {
          world.now = until;
          return;
        }
        takeFirst();
        // What is due again and again, for ever, would leave no word of it.
        if (++happened > mostEvents) throw new Violation(`The life does not end: ${happened} events`);
        world.now = Math.max(world.now, first.at);
        await first.act();
        afterEach();
      }
    },
  };
}
