import assert from 'node:assert/strict';
import { wordKey } from '../../domain/word.ts';

describe('the key of a word', () => {
  it('given one word in other case, width, script, with accents, blanks, punctuation or what cannot be seen, when asked for, then it is one', () => {
    for (const spellings of [
      ['Hong Kong', 'HONGKONG', ' hong-kong ', 'Ｈｏｎｇ Ｋｏｎｇ', 'Hong\u200bKong', 'Hong Kong.'],
      ['U.S.A.', 'usa', 'U S A'],
      ['Côte d’Ivoire', "Cote d'Ivoire", 'COTE DIVOIRE'],
      ['取证方式（可不填）', '取證方式(可不填)', '\ufeff取证方式 可不填'],
      ['台湾', '臺灣', '台灣'],
      ['沈阳市', '瀋陽市'],
    ])
      assert.deepEqual([...new Set(spellings.map(wordKey))], [wordKey(spellings[0]!)], spellings.join());
  });

  it('given other words, when asked for, then they are others; nothing but punctuation is nothing', () => {
    const words = ['姓名', '中文姓名', 'Name', '山西', '陕西', '吉林', 'Niger', 'Nigeria', 'M', 'F'];
    assert.equal(new Set(words.map(wordKey)).size, words.length);
    assert.equal(wordKey(' \u3164-.（）'), '');
  });
});
