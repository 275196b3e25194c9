import assert from 'node:assert/strict';
import { z } from 'zod';
import { judge } from '../../api/judgement.ts';
import {
  account,
  businessNo,
  code,
  digits,
  email,
  emailOrMasked,
  identifier,
  line,
  login,
  mobile,
  mobileOrMasked,
  paragraph,
  personName,
  telephoneOrMasked,
} from '../../api/schemas.ts';
import { worded } from '../../domain/message.ts';
import { unreadable } from '../../domain/unreadable.ts';

const kinds: Record<string, z.ZodType> = {
  account,
  businessNo,
  code: code(32),
  digits: digits(6),
  email,
  emailOrMasked,
  identifier: identifier(40),
  line: line(100),
  login,
  mobile,
  mobileOrMasked,
  paragraph: paragraph(500),
  personName: personName(50),
  telephoneOrMasked,
};

function faultsOf(schema: z.ZodType, value: unknown): { code: string; key: string; zh: string }[] {
  const judged = judge(schema, value);
  if (judged.fits) return [];
  return judged.errors.map((fault) => ({
    code: fault.code,
    key: fault.message.key,
    zh: worded(fault.message, 'zh', '姓名'),
  }));
}

describe('text that no field takes', () => {
  for (const [kind, schema] of Object.entries(kinds)) {
    it(`given the marker of what cannot be opened as ${kind}, dressed in blanks or what cannot be seen, when sent, then it is refused as the marker`, () => {
      for (const dressed of [unreadable, `${unreadable} `, `\u3000${unreadable}`, unreadable.replace('/', '/\u200b')])
        assert.deepEqual(
          faultsOf(schema, dressed).map(({ code, key }) => [code, key]),
          [['custom', 'unreadable']],
          JSON.stringify(dressed),
        );
    });

    it(`given a character that was lost on the way in ${kind}, when sent, then it is refused and says so`, () => {
      for (const lost of ['\ufffd', '\ufffe', '\uffff', '\u{1fffe}', '\ufdd0']) {
        const faults = faultsOf(schema, `1${lost}23`);
        assert.ok(
          faults.some(({ code, key }) => code === 'invalid_format' && key === 'character_lost'),
          `${JSON.stringify(lost)}: ${JSON.stringify(faults)}`,
        );
        assert.match(faults.at(-1)!.zh, /丢失，请重新填写/);
      }
    });
  }
});
