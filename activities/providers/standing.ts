import { faultCode } from './outcome.ts';

/**
 * Why a provider does not take us for who we are. `unusable`: with the keys as they are given nothing can be signed or verified; `key`: the signature is not that of the key it knows us by; `account`: it knows no
 * such account; `answer`: what it answers is not signed by the key we know it by; `sealing`: what it seals for us does not open;
 * `right`: known, and not allowed this; `place`: not from this address, or there is no such place; `clock`: the clocks are too far apart.
 */
export type RefusalCause =
  | 'unusable'
  | 'key'
  | 'account'
  | 'answer'
  | 'sealing'
  | 'right'
  | 'place'
  | 'clock'
  | 'other';

/** How we stand with a provider: what it says to a question that changes nothing. `code` is its word or ours, never its text. */
export type Standing =
  | { is: 'known'; /** What this question could not prove. */ unproven?: string }
  | { is: 'refused'; cause: RefusalCause; code: string }
  | { is: 'away'; code: string };

/** An adapter that can ask its provider whether what it was given is right, with the client it works with. */
export interface Checked {
  check(): Promise<Standing>;
}

/** Thrown by a question's answer that says how we stand. */
export class Refused extends Error {
  override name = 'Refused';
  readonly standing: Extract<Standing, { is: 'refused' }>;

  constructor(cause: RefusalCause, code: string) {
    super(code);
    this.standing = { is: 'refused', cause, code };
  }
}

/** The standing that a question found; whatever else it throws is a provider that did not answer, or not as it does. */
export async function standingBy(ask: () => Promise<void | string>): Promise<Standing> {
  try {
    const unproven = await ask();
    return unproven === undefined ? { is: 'known' } : { is: 'known', unproven };
  } catch (error) {
    if (error instanceof Refused) return error.standing;
    const code = faultCode(error);
    // Of our own crypto: no word of it has reached anybody.
    return /^ERR_(OSSL|CRYPTO)_/.test(code) ? { is: 'refused', cause: 'unusable', code } : { is: 'away', code };
  }
}
