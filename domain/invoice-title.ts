import { parseUscc } from './identity.ts';
import type { Region } from './registration.ts';

export const titleKinds = ['personal', 'company'] as const;
export type TitleKind = (typeof titleKinds)[number];

/** To whom an invoice is made out; a company's tax number is its unified social credit code. */
export interface InvoiceTitle {
  kind: TitleKind;
  title: string;
  taxNo?: string;
}

/** Why a title's tax number is refused; `abroad`: a company that can have none of the mainland's. */
export type TaxNumberFault = 'missing' | 'of_person' | 'abroad' | 'old' | 'of_trader' | 'format' | 'check_digit';

/**
 * A company's tax number is its unified social credit code: the tax platform issues by a mainland tax number alone, and the older
 * ones (15 characters, or a trader's ID number and two digits) have run out. A person has none.
 */
export function taxNumberFault({
  kind,
  taxNo,
  region,
}: {
  kind: TitleKind;
  taxNo?: string | undefined;
  region: Region;
}): TaxNumberFault | undefined {
  if (kind === 'personal') return taxNo === undefined ? undefined : 'of_person';
  const uscc = taxNo === undefined ? undefined : parseUscc(taxNo);
  if (uscc?.ok) return undefined;
  // A company from abroad may give its mainland one, mistyped.
  if (uscc?.reason === 'check_digit') return 'check_digit';
  if (region !== 'mainland') return 'abroad';
  if (taxNo === undefined) return 'missing';
  if (/^[0-9A-Z]{15}$/.test(taxNo)) return 'old';
  return /^[0-9]{17}[0-9X][0-9A-Z]{2}$/.test(taxNo) ? 'of_trader' : 'format';
}
