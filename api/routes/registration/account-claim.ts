import { DomainError } from '../../../domain/errors.ts';
import { parseUscc } from '../../../domain/identity.ts';
import { say } from '../../../domain/message.ts';
import { businessNo as companyNo, countryCode, identifier } from '../../schemas.ts';

/** How a unit names its account (G1.4): a mainland one by its USCC, any other by country and business number. */
export const accountClaim = {
  uscc: identifier(40).optional(),
  country: countryCode.optional(),
  businessNo: companyNo.optional(),
};

export interface Account {
  /** What the unit logs in with. */
  account: string;
  uscc: string | null;
  country: string | null;
  businessNo: string | null;
}

type Claim = { [K in 'uscc' | 'country' | 'businessNo']?: string | undefined };

/** The number alone, also where the whole account was pasted: `DE:HRB 12345`. */
export const numberOf = (country: string, businessNo: string): string =>
  businessNo.replace(/^([A-Z]{2}): ?(?=.)/, (prefix, of) => (of === country ? '' : prefix));

/** The account a claim is about, well-formed or not. */
export function claimedAccount({ uscc, country = '', businessNo = '' }: Claim): string {
  return uscc ?? `${country}:${numberOf(country, businessNo)}`;
}

/** Refuses a USCC that is none, and a claim that is neither or both. */
export function accountOf({ uscc, country, businessNo }: Claim): Account {
  if (uscc !== undefined && country === undefined && businessNo === undefined) {
    const parsed = parseUscc(uscc);
    if (parsed.ok) return { account: parsed.value, uscc: parsed.value, country: null, businessNo: null };
    const message = say(`uscc_${parsed.reason}`);
    throw new DomainError('uscc_invalid', { errors: [{ path: 'uscc', code: parsed.reason, message }] });
  }
  if (uscc !== undefined || country === undefined || businessNo === undefined)
    throw new DomainError('validation_failed', {
      errors: [{ path: 'uscc', code: 'validation_failed', message: say('one_account') }],
    });
  const number = numberOf(country, businessNo);
  return { account: `${country}:${number}`, uscc: null, country, businessNo: number };
}
