import assert from 'node:assert/strict';
import { passwordFault } from '../../domain/password.ts';

const isGuessed = (password: string, words: readonly string[]) =>
  ['iloveyou1', 'password1', ...words.map((word) => `${word}!`)].includes(password);
const fault = (password: string, ...ownWords: string[]) => passwordFault(password, { ownWords, isGuessed });

describe('passwords', () => {
  const table: [password: string, ownWords: string[], expected: ReturnType<typeof fault>][] = [
    ['A-Unit-Password-1', [], undefined],
    ['短密码1234567', [], undefined],
    ['short-1', [], 'too_short'],
    ['aaaaaaaaaa', [], 'too_uniform'],
    ['ILoveYou1', [], 'common'],
    ['ｐａｓｓｗｏｒｄ１', [], 'common'],
    ['914406000000000017', ['914406000000000017'], 'own_words'],
    ['13800138000-abc', ['+13800138000'], 'own_words'],
    ['91440600000000001X91440600000000001x', ['91440600000000001X'], 'own_words'],
    ['佛山陶瓷iloveyou1', ['佛山陶瓷'], 'own_words'],
    ['13800138000 and a long tail', ['13800138000'], undefined],
    ['no-word-of-mine-1', ['ab', ''], undefined],
    ['87654321931', ['13912345678'], 'own_words'],
    ['87654321931', ['+13912345678'], 'own_words'],
    ['foshan taoci!', ['Foshan Taoci'], 'own_words'],
  ];
  for (const [password, ownWords, expected] of table)
    it(`given the words ${JSON.stringify(ownWords)}, when "${password}" is chosen, then ${expected ?? 'it will do'}`, () => {
      assert.equal(fault(password, ...ownWords), expected);
    });
});
