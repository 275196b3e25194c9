import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { normaliseIdentifier, parseUscc } from '../../../domain/identity.ts';
import { say } from '../../../domain/message.ts';
import { text } from '../../schemas.ts';

/** How a unit names its account (G1.4): a mainland one by its USCC, any other by country and business number. */
export const accountClaim = {
  uscc: z.string().max(40).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  businessNo: text(40).optional(),
};

export interface Account {
  /** What the unit logs in with. */
  account: string;
  uscc: string | null;
  country: string | null;
  businessNo: string | null;
}

type Claim = { [K in 'uscc' | 'country' | 'businessNo']?: string | undefined };

/** The account a claim is about, well-formed or not. */
export function claimedAccount({ uscc, country, businessNo }: Claim): string {
  return normaliseIdentifier(uscc ?? `${country ?? ''}:${businessNo ?? ''}`);
}

/** Refuses a USCC that is none, and a claim that is neither or both. */
export function accountOf({ uscc, country, businessNo }: Claim): Account {
  if (uscc !== undefined && country === undefined && businessNo === undefined) {
    const parsed = parseUscc(uscc);
    if (parsed.ok) return { account: parsed.value, uscc: parsed.value, country: null, businessNo: null };
    const message = say(parsed.reason === 'check_digit' ? 'uscc_check_digit' : 'uscc_format');
    throw new DomainError('uscc_invalid', { errors: [{ path: 'uscc', code: parsed.reason, message }] });
  }
  if (uscc !== undefined || country === undefined || businessNo === undefined)
    throw new DomainError('validation_failed', {
      errors: [{ path: 'uscc', code: 'validation_failed', message: say('one_account') }],
    });
  const number = normaliseIdentifier(businessNo);
  return { account: `${country}:${number}`, uscc: null, country, businessNo: number };
}
