import assert from 'node:assert/strict';
import { errorCodes } from '../../domain/error-code.ts';
import { allSaid, say, worded } from '../../domain/message.ts';

const valuesOf = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)).toSorted((a, b) => a.localeCompare(b));
const han = /\p{Script=Han}/u;

describe('what a refusal says', () => {
  it('given every message, when its two languages are compared, then both need the same values, the Chinese is Chinese and the English is not', () => {
    for (const [key, [en, zh]] of allSaid()) {
      assert.deepEqual(valuesOf(en), valuesOf(zh), key);
      assert.match(zh, han, key);
      assert.doesNotMatch(en, han, key);
    }
  });

  it('given every code, when it is worded, then its title stands in both languages, followed by what it is about', () => {
    for (const code of Object.keys(errorCodes) as (keyof typeof errorCodes)[]) {
      assert.match(worded(say(code), 'zh'), han, code);
      assert.ok(worded(say(code, { about: 'A-7' }), 'zh').endsWith('：A-7'), code);
      assert.ok(worded(say(code, { about: 'A-7' }), 'en').endsWith(': A-7'), code);
    }
  });

  it('given a value that looks like a placeholder, when a message quotes it, then it stands as it is', () => {
    const said = say('not_in_vocabulary', { value: '{field}$&' });
    assert.equal(worded(said, 'zh', '国家'), '国家：没有“{field}$&”这一选项。');
    assert.equal(worded(JSON.parse(JSON.stringify(said)), 'en', 'country'), 'Country: "{field}$&" is not known here.');
  });
});
