import assert from 'node:assert/strict';
import { normaliseLine, normaliseParagraph } from '../../domain/typed-text.ts';

describe('free text', () => {
  it('given a line, when normalised, then its blanks are single and its breaks stay to be refused', () => {
    assert.equal(normaliseLine('\u3000佛山\u3000\u3000晴岚\u00a0公司\n'), '佛山 晴岚 公司');
    assert.equal(normaliseLine('a\nb'), 'a\nb');
    assert.equal(normaliseLine('ＡＢＣ（中国）'), 'ＡＢＣ（中国）');
  });

  it('given a paragraph from any system, when normalised, then its lines stand apart by line feeds', () => {
    for (const typed of ['1. 一\r\n2. 二', '1. 一\r2. 二', '1. 一\u20282. 二\n', '1.\t一\n2.\t二'])
      assert.equal(normaliseParagraph(typed), '1. 一\n2. 二');
    assert.equal(normaliseParagraph('一\n\n　　二'), '一\n\n　　二');
  });
});
