import { DomainError } from '../../../domain/errors.ts';
import { parseUscc } from '../../../domain/identity.ts';
import { fieldError, type Language } from '../../errors.ts';
import { businessNo as number, countryCode, identifier } from '../../schemas.ts';

/** How a unit names its account (G1.4): a mainland one by its USCC, any other by country and business number. */
export const accountClaim = {
  uscc: identifier(40).optional(),
  country: countryCode.optional(),
  businessNo: number.optional(),
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
  return uscc ?? `${country ?? ''}:${businessNo ?? ''}`;
}

/** Refuses a USCC that is none, and a claim that is neither or both. */
export function accountOf({ uscc, country, businessNo }: Claim, language: Language): Account {
  if (uscc !== undefined && country === undefined && businessNo === undefined) {
    const parsed = parseUscc(uscc);
    if (parsed.ok) return { account: parsed.value, uscc: parsed.value, country: null, businessNo: null };
    throw new DomainError('uscc_invalid', {
      detail: `"${uscc}" is not a USCC: ${parsed.reason}.`,
      errors: [fieldError('uscc', 'uscc_invalid', language, parsed.reason)],
    });
  }
  if (uscc !== undefined || country === undefined || businessNo === undefined)
    throw new DomainError('validation_failed', {
      detail: 'Give either uscc, or country and businessNo.',
      errors: [fieldError('uscc', 'validation_failed', language)],
    });
  return { account: `${country}:${businessNo}`, uscc: null, country, businessNo };
}
