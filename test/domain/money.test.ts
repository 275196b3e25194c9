import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fenOfYuan, yuanOfFen } from '../../domain/money.ts';

describe('money', () => {
  it('given whole fen, when written as yuan, then two decimals always show', () => {
    assert.deepEqual([0, 1, 10, 99, 100, 20000, -5, -20000].map(yuanOfFen), [
      '0.00',
      '0.01',
      '0.10',
      '0.99',
      '1.00',
      '200.00',
      '-0.05',
      '-200.00',
    ]);
  });

  it('given what is not whole fen, when written as yuan, then it is refused', () => {
    for (const fen of [0.5, 1e21, Number.NaN, Infinity]) assert.throws(() => yuanOfFen(fen), RangeError);
  });

  it('given yuan with up to two decimals, when read, then the fen are exact', () => {
    // 1.13 and 4.35 times 100 are not whole in floating point.
    assert.deepEqual(
      ['200.00', '200.5', '200', '0.07', '1.13', '4.35'].map(fenOfYuan),
      [20000, 20050, 20000, 7, 113, 435],
    );
  });

  it('given anything else, when read, then there is no amount', () => {
    for (const yuan of [
      '',
      ' 1',
      '01',
      '1.',
      '.5',
      '1.234',
      '-1',
      '+1',
      '1e3',
      '1,000',
      '１',
      'NaN',
      '12345678901234',
    ]) {
      assert.equal(fenOfYuan(yuan), undefined, yuan);
    }
  });

  it('given any amount, when written and read back, then it is unchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (fen) => fenOfYuan(yuanOfFen(fen)) === fen),
    );
  });
});
