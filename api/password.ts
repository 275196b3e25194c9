import { dictionary } from '@zxcvbn-ts/language-common';
import { DomainError } from '../domain/errors.ts';
import { passwordFault, type PasswordFault } from '../domain/password.ts';
import type { Language } from './errors.ts';

/** The ones most often found in leaks, in lower case. */
const common = new Set(dictionary['passwords-common']);

const words: Record<PasswordFault, Record<Language, string>> = {
  too_short: { en: 'Use at least 8 characters.', zh: '密码至少需要 8 个字符。' },
  too_uniform: { en: 'Use at least 5 different characters.', zh: '密码至少需要 5 个不同的字符。' },
  common: { en: 'Many people use this password, so it is guessed first. Choose another one.', zh: '该密码过于常见，容易被猜到，请更换。' },
  own_words: {
    en: 'The password is little more than your account, mobile or name, which others know. Choose another one.',
    zh: '密码主要由本单位的账号、手机号或名称组成，容易被猜到，请更换。',
  },
};

/** Refuses (422) a password that is guessed first, and says why at its field. `ownWords` are the account's own, which others know. */
export function assertGoodPassword(password: string, path: string, ownWords: readonly string[], language: Language): void {
  const fault = passwordFault(password, { ownWords, isCommon: (given) => common.has(given) });
  if (!fault) return;
  const message = words[fault][language];
  throw new DomainError('password_too_weak', { detail: message, errors: [{ path, code: fault, message }] });
}
