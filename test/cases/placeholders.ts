import { idCardCheckCharacter } from '../../domain/identity.ts';
import { idCard, uscc } from '../support/fixtures.ts';

/** Numbers that no other case of the run has. */
let drawn = 0;
const digits = (count: number) => String(++drawn).padStart(count, '0');
const newUscc = () => uscc(700_000_000 + ++drawn);

/** A card of 2023 by GB 11643: 9, the area of issue, the holder's country in figures, the day of birth, a serial number. */
function permanentResidentCard(): string {
  const first17 = `94412419900101${digits(3).slice(-3)}`;
  return first17 + idCardCheckCharacter(first17);
}

function usccOfDigits(): string {
  for (;;) {
    const number = newUscc();
    if (/^[0-9]{18}$/.test(number)) return number;
  }
}

const code = 'DEMO-02';

const fresh: Readonly<Record<string, () => string>> = {
  USCC: newUscc,
  'USCC of digits only': usccOfDigits,
  'ID card': () => idCard(++drawn),
  permit: () => `H${digits(8)}`,
  passport: () => `E${digits(8)}`,
  'permanent-resident card': permanentResidentCard,
  number: () => digits(8),
  '7 digits': () => digits(7),
  code: () => code,
  'code without its hyphen': () => code.replace('-', ''),
  'code with a blank for its hyphen': () => code.replace('-', ' '),
  'code with an en dash for its hyphen': () => code.replace('-', '\u2013'),
};

export interface Placeholders {
  set(name: string, value: unknown): void;
  /** A value that is kept, or a fresh one; a name that ends in a number keeps its own. */
  get(name: string): unknown;
  /** The text with its placeholders filled. */
  text(template: string): string;
  /** The same of every text within; a placeholder that stands alone keeps its type. */
  filled(value: unknown): unknown;
}

/** The values of one scene; `kept` are there from its beginning. */
export function createPlaceholders(kept: Readonly<Record<string, unknown>>): Placeholders {
  const values = new Map(Object.entries(kept));

  function get(name: string): unknown {
    if (values.has(name)) return values.get(name);
    const kind = name.replace(/ [0-9]+$/, '');
    const make = fresh[kind];
    if (!make) throw new Error(`No placeholder is called {${name}}`);
    const made = make();
    if (kind !== name) values.set(name, made);
    return made;
  }
  const text = (template: string) => template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => String(get(name)));
  function filled(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, filled(inside)]));
    if (typeof value !== 'string') return value;
    const alone = /^\{([^{}]+)\}$/.exec(value)?.[1];
    return alone ? get(alone) : text(value);
  }
  return { set: (name, value) => void values.set(name, value), get, text, filled };
}
