import assert from 'node:assert/strict';
import fc from 'fast-check';
import { maskDocument, maskEmail, maskMobile } from '../../domain/identity.ts';

describe('masks', () => {
  it('given the guide’s kinds of documents, when masked, then only both ends show (G5.5)', () => {
    assert.equal(maskDocument('11010519491231002X'), '110***********002X');
    assert.deepEqual(['H12345678', 'E12345678', 'M1234567801', '12345678', '12345'].map(maskDocument), [
      'H*****678',
      'E*****678',
      'M12******01',
      '1****678',
      '1***5',
    ]);
  });

  it('given mobiles and e-mails, when masked, then the person’s part is hidden', () => {
    assert.deepEqual(['13812348000', '85212345678'].map(maskMobile), ['138****8000', '852******78']);
    assert.deepEqual(['visitor@example.com', 'a@example.com', '𠮷田@example.com', 'nothing'].map(maskEmail), [
      'v***@example.com',
      '***@example.com',
      '𠮷***@example.com',
      '***',
    ]);
  });

  it('given any document number, when masked, then its length stays and at most half of it shows', () => {
    const number = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789ABCXYZ𠮷')),
      minLength: 1,
      maxLength: 24,
    });
    fc.assert(
      fc.property(number, (value) => {
        const masked = Array.from(maskDocument(value));
        const shown = masked.filter((character) => character !== '*').length;
        return masked.length === Array.from(value).length && shown <= masked.length / 2;
      }),
    );
  });

  it('given any value, when masked, then the whole of it never shows, and no character is torn', () => {
    const value = fc
      .string({ unit: fc.constantFrom(...Array.from('aZ09张𠮷@. ')), minLength: 1, maxLength: 30 })
      .filter((written) => /[^ ]/.test(written));
    fc.assert(
      fc.property(value, fc.constantFrom(maskDocument, maskMobile, maskEmail), (written, mask) => {
        const masked = mask(written);
        return !masked.includes(written) && !/\p{Surrogate}/u.test(masked);
      }),
    );
  });
});
