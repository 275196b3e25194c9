import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import type { PasswordAnswer, PasswordJob } from './password.worker.ts';
import { createThreads, ThreadEnded } from './threads.ts';

/** Tens of milliseconds of a processor, and tens of megabytes of lists. */
const estimators = createThreads<PasswordJob, PasswordAnswer>({
  name: 'the look at new passwords',
  script: new URL('password.worker.ts', import.meta.url),
  atOnce: 1,
  maxWaiting: 50,
  maxHeapMiB: 128,
  deadlineMs: () => 5_000,
});

/** Loads what looks at passwords before the first one comes. */
export const startPasswords = () => estimators.start();

/** Refuses (422) a password that is guessed first, and says why at its field; one that is not there is another's fault. `ownWords` are the account's own, which others know. */
export async function assertGoodPassword(
  password: string | undefined,
  path: string,
  ownWords: readonly (string | undefined)[],
): Promise<void> {
  if (password === undefined) return;
  const { fault } = await estimators
    .run({ password, ownWords: ownWords.filter((word) => word !== undefined) })
    .catch((error: unknown): never => {
      throw error instanceof ThreadEnded ? new DomainError('unavailable', { detail: say('password_late') }) : error;
    });
  if (!fault) return;
  const message = say(`password_${fault}`);
  throw new DomainError('password_too_weak', { detail: message, errors: [{ path, code: fault, message }] });
}
