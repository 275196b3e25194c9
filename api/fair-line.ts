import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';

export interface FairLine {
  /** Works when it is `whose` turn; throws what `tooMany` makes when as much of theirs waits as may, and `unavailable` (503) when of everybody. */
  run<T>(whose: string, work: () => Promise<T>, tooMany: () => Error): Promise<T>;
}

/**
 * Lets `atOnce` pieces of work run, in a line in which each of those who wait stands once: whoever has a second piece of their
 * `mostOfEach` goes to the end of it again, so that many pieces of one hold nobody up for longer than one does.
 */
export function createFairLine(options: { atOnce: number; maxOfEach: number; maxWaiting: number }): FairLine {
  const { atOnce, maxOfEach, maxWaiting } = options;
  /** What each has here, what is being done or is next first. */
  const pieces = new Map<string, (() => void)[]>();
  const line: string[] = [];
  let [here, running] = [0, 0];

  function goOn(): void {
    while (running < atOnce && line.length > 0) {
      running += 1;
      pieces.get(line.shift()!)![0]!();
    }
  }

  return {
    async run(whose, work, tooMany) {
      const own = pieces.get(whose) ?? [];
      if (own.length >= maxOfEach) throw tooMany();
      if (here >= atOnce + maxWaiting) throw new DomainError('unavailable', { detail: say('waiting_line') });
      here += 1;
      await new Promise<void>((begin) => {
        pieces.set(whose, own);
        if (own.push(begin) === 1) line.push(whose);
        goOn();
      });
      try {
        return await work();
      } finally {
        here -= 1;
        running -= 1;
        own.shift();
        if (own.length > 0) line.push(whose);
        else pieces.delete(whose);
        goOn();
      }
    },
  };
}
