import { DomainError } from '../domain/errors.ts';
import type { PasswordFault } from '../domain/password.ts';
import type { Language } from './errors.ts';
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

const words: Record<PasswordFault, Record<Language, string>> = {
  too_short: { en: 'Use at least 8 characters.', zh: '密码至少需要 8 个字符。' },
  too_uniform: { en: 'Use at least 5 different characters.', zh: '密码至少需要 5 个不同的字符。' },
  common: {
    en: 'Many people use this password, or one much like it, so it is guessed first. Choose another one, such as three words that do not belong together.',
    zh: '该密码或与其相近的密码过于常见，容易被猜到。请更换，例如使用三个互不相关的词。',
  },
  own_words: {
    en: 'The password is little more than your account, mobile or name, which others know. Choose another one.',
    zh: '密码主要由本单位的账号、手机号或名称组成，容易被猜到，请更换。',
  },
};

/** Refuses (422) a password that is guessed first, and says why at its field. `ownWords` are the account's own, which others know. */
export async function assertGoodPassword(
  password: string,
  path: string,
  ownWords: readonly string[],
  language: Language,
): Promise<void> {
  const { fault } = await estimators.run({ password, ownWords }).catch((error: unknown): never => {
    throw error instanceof ThreadEnded
      ? new DomainError('unavailable', { detail: 'The password could not be looked at in time.' })
      : error;
  });
  if (!fault) return;
  const message = words[fault][language];
  throw new DomainError('password_too_weak', { detail: message, errors: [{ path, code: fault, message }] });
}
