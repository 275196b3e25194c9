import assert from 'node:assert/strict';
import { judge } from '../../api/judgement.ts';
import { businessNo, email } from '../../api/schemas.ts';
import {
  accountToOpen,
  isBusinessNo,
  normaliseAccount,
  normaliseBusinessNo,
  normaliseEmail,
  normaliseIdentifier,
  normaliseLandline,
  normaliseMobile,
} from '../../domain/typed-text.ts';

function assertAll(read: (text: string) => string | undefined, becomes: string | undefined, typed: string[]): void {
  for (const text of typed) assert.equal(read(text), becomes, text);
}

describe('numbers as they are copied from documents', () => {
  it('given hyphens and dashes in a USCC, a card or a passport number, when normalised, then none is kept, in an account neither', () => {
    assertAll(normaliseIdentifier, '91350100M000100Y43', ['91350100-M000100Y4-3', '91350100—M000–100Y43']);
    assertAll(normaliseIdentifier, 'E12345678', ['E-1234-5678', 'e‑1234 − 5678']);
    assertAll(normaliseAccount, '91350100M000100Y43', ['91350100-m000100y4-3']);
  });

  it('given a business number with blanks beside its signs and signs at its ends, when normalised, then it is one; its groups stay readable (G1.4)', () => {
    assertAll(normaliseBusinessNo, 'HRB 266493', [
      'hrb  266493',
      'ＨＲＢ　266493',
      '#HRB 266493.',
      ' - HRB 266493 /',
      'HRB\u200b 266493',
    ]);
    assertAll(normaliseBusinessNo, '12345678-000-01-26-0', [
      '12345678-000-01-26-0',
      '12345678 - 000 - 01-26 -0',
      '12345678—000–01−26‑0',
      '-12345678-000-01-26-0-',
    ]);
    assert.equal(normaliseBusinessNo('1234567 (8)'), '1234567(8)');
    assertAll(accountToOpen, 'DE:HRB 266493', ['de: hrb 266493.', 'DE：#HRB 266493']);
    assert.equal(accountToOpen('91350100m000100y43'), '91350100M000100Y43');
    assert.equal(normaliseAccount('DE:HRB - 1.'), 'DE:HRB - 1.', 'an older account is found as it was typed');
  });

  it('given letters and digits of other scripts in a business number, when it is read, then it is refused in words', () => {
    for (const number of ['НRB 1', 'HRB ١٢٣', '登记 1', 'HRB_1', 'HRB*1', '😀1']) {
      assert.equal(isBusinessNo(normaliseBusinessNo(number)), false, number);
      const judged = judge(businessNo, number);
      assert.deepEqual(judged.fits || judged.errors.map(({ code, message }) => [code, message.key]), [
        ['invalid_format', 'business_number_characters'],
      ]);
    }
    for (const number of ['HRB 266493 B', 'FN 123456a', 'B.V. 1/2 #3', '1234-56-789012'])
      assert.ok(judge(businessNo, number).fits, number);
    assert.equal(judge(businessNo, '-').fits, false);
  });
});

describe('telephones and e-mails as they are copied', () => {
  it("given another country's mobile with the 0 that is dialled at home, when normalised, then the 0 goes; Italy's stays", () => {
    assertAll(normaliseMobile, '+886912345678', [
      '+886 0912345678',
      '00886-0912-345-678',
      '+886 912345678',
      '+886 (0)912345678',
    ]);
    assertAll(normaliseMobile, '+447911123456', ['+44 07911 123456']);
    assertAll(normaliseMobile, '+821012345678', ['+82 010-1234-5678']);
    assertAll(normaliseMobile, '+8613812348000'.slice(3), ['+86 13812348000']);
    assertAll(normaliseMobile, '+390612345678', ['+39 06 12345678']);
    assertAll(normaliseMobile, '+2250707123456', ['+225 07 07 12 34 56']);
  });

  it('given an extension or who answers in brackets, when a landline is normalised, then it stays in half width', () => {
    for (const [typed, kept] of [
      ['0757-83123456 (ext 801)', '0757-83123456 (ext 801)'],
      ['0757-83123456（总机）', '0757-83123456(总机)'],
      ['0757-83123456（转801）', '0757-83123456(转801)'],
      ['0757-83123456转801（前台）', '0757-83123456转801(前台)'],
    ] as const) {
      assert.equal(normaliseLandline(typed), kept);
      assert.equal(normaliseLandline(kept), kept);
    }
    assertAll(normaliseLandline, undefined, ['(总机)', '0757-83123456(<b>)', '0757-83123456 (总机', '王岚']);
  });

  it('given blanks beside the signs of an e-mail and domains of other letters, when read, then it is an address; two words are none', () => {
    assertAll(normaliseEmail, 'buyer@example.com', [
      'buyer @example.com',
      'buyer@ example . com',
      'buyer\u3000@\u00a0example.com',
    ]);
    for (const address of [
      'buyer@例子.中国',
      'buyer@xn--fsqu00a.xn--0zwm56d',
      'buyer@bücher.example',
      'a.b@mail.例子.公司',
    ])
      assert.deepEqual(judge(email, address), { fits: true, data: address });
    for (const address of [
      'buyer@例子',
      'buyer@.中国',
      '买家@example',
      'buyer@example.com 张三',
      'bu yer@example.com',
      'buyer@例%6d.中国',
      'buyer@example',
      'buyer@xn--0zwm56d',
    ])
      assert.equal(judge(email, address).fits, false, address);
  });
});
