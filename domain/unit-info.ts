import type { PickupWay } from './attendee.ts';
import { isMarker } from './unreadable.ts';

/** A subject of the exhibition: an area and one of its sub-areas, by their codes. */
export interface ExhibitionSubject {
  area: string;
  subArea: string;
}

export interface UnitContact {
  name: string;
  sex: 'male' | 'female';
  mobile: string;
  department: string;
  position: string;
  phone?: string | undefined;
  email: string;
}

/** The unit's own form (G3.1). Capital in 10,000 CNY; turnover and import value in 10,000 USD. */
export interface UnitInfo {
  name: string;
  address: { province: string; city: string; county?: string | undefined; street: string };
  registeredCapital: number;
  nature: string;
  listed: boolean;
  industryInvitationCode?: string | undefined;
  contact: UnitContact;
  turnover: number;
  importValue: number;
  importModes: string[];
  industries: ExhibitionSubject[];
}

/** Companies that a unit may hope to meet (G3.2). */
export const mostExhibitors = 10;

/** What the unit means to buy (G3.2). */
export interface ProcurementIntent {
  nextYearBand: string;
  fiveYearBand: string;
  /** None are hoped for when left out. */
  exhibitors?: { country: string; company: string }[] | undefined;
  categories: ExhibitionSubject[];
}

/** A form as far as it is filled in: any field may be left out, at any depth and of any row (G3.4). */
export type Draft<T> = T extends readonly (infer Row)[]
  ? Draft<Row>[]
  : T extends object
    ? { [K in keyof T]?: Draft<T[K]> | undefined }
    : T;

export type UnitInfoDraft = Draft<UnitInfo>;
export type ProcurementIntentDraft = Draft<ProcurementIntent>;

/** Both forms of a registration; null while one was never saved. */
export interface FormDrafts {
  unitInfo: UnitInfoDraft | null;
  procurementIntent: ProcurementIntentDraft | null;
}

/** What makes a form whole, held to its type: `optional` is what may be left out there, `any` a list that may, `some` one of a row at least. */
type Needs<T> =
  NonNullable<T> extends readonly (infer Row)[]
    ? readonly [undefined extends T ? 'any' : 'some', Needs<Row>]
    : NonNullable<T> extends object
      ? { readonly [K in keyof NonNullable<T>]-?: Needs<NonNullable<T>[K]> }
      : undefined extends T
        ? 'optional'
        : 'required';

const subject = { area: 'required', subArea: 'required' } as const;

const needs: { readonly unitInfo: Needs<UnitInfo>; readonly procurementIntent: Needs<ProcurementIntent> } = {
  unitInfo: {
    name: 'required',
    address: { province: 'required', city: 'required', county: 'optional', street: 'required' },
    registeredCapital: 'required',
    nature: 'required',
    listed: 'required',
    industryInvitationCode: 'optional',
    contact: {
      name: 'required',
      sex: 'required',
      mobile: 'required',
      department: 'required',
      position: 'required',
      phone: 'optional',
      email: 'required',
    },
    turnover: 'required',
    importValue: 'required',
    importModes: ['some', 'required'],
    industries: ['some', subject],
  },
  procurementIntent: {
    nextYearBand: 'required',
    fiveYearBand: 'required',
    exhibitors: ['any', { country: 'required', company: 'required' }],
    categories: ['some', subject],
  },
};

type Need = 'required' | 'optional' | readonly ['any' | 'some', Need] | { readonly [name: string]: Need };

const isList = (need: object): need is readonly ['any' | 'some', Need] => Array.isArray(need);

/** JSON paths of the fields below `path` that are needed and not filled in. */
function emptyIn(need: Need, value: unknown, path: string): string[] {
  if (need === 'optional') return [];
  if (need === 'required') return value === undefined ? [path] : [];
  if (isList(need)) {
    const rows = Array.isArray(value) ? (value as unknown[]) : [];
    if (rows.length === 0 && need[0] === 'some') return [path];
    return rows.flatMap((row, index) => emptyIn(need[1], row, `${path}[${index}]`));
  }
  const filled = (value ?? {}) as Readonly<Record<string, unknown>>;
  const values = Object.values(filled);
  // A part that is sealed as a whole and cannot be opened was filled in as far as anybody knows.
  if (values.length > 0 && values.every((field) => typeof field === 'string' && isMarker(field))) return [];
  return Object.entries(need).flatMap(([name, inner]) => emptyIn(inner, filled[name], `${path}.${name}`));
}

/** JSON paths of everything that a form still lacks, as `unitInfo.contact.email`: all that is needed, of one never saved. */
export function missingIn<F extends keyof FormDrafts>(form: F, draft: FormDrafts[F]): string[] {
  return emptyIn(needs[form], draft ?? undefined, form);
}

/** The one way from a draft to a form that may be read as whole. */
export function isWholeUnitInfo(draft: UnitInfoDraft | null): draft is UnitInfo {
  return missingIn('unitInfo', draft).length === 0;
}

const isField = (need: Need) => typeof need === 'string' || isList(need);
const fieldsIn = (need: Need) => Object.entries(need as { readonly [name: string]: Need });

function pathsIn(need: Need, path: string): string[] {
  return isField(need)
    ? [path]
    : [path, ...fieldsIn(need).flatMap(([name, inner]) => pathsIn(inner, `${path}.${name}`))];
}

/** JSON paths of both forms, of their parts and of every field; a list is one field. */
export const formPaths: readonly string[] = Object.entries(needs).flatMap(([form, need]) => pathsIn(need, form));

function isSame(need: Need, one: unknown, other: unknown): boolean {
  if (typeof need === 'string') return one === other;
  if (isList(need)) {
    const [rows, others] = [one, other].map((list) => (list ?? []) as unknown[]) as [unknown[], unknown[]];
    return rows.length === others.length && rows.every((row, index) => isSame(need[1], row, others[index]));
  }
  const [fields, others] = [one, other].map((part) => part ?? {}) as [Record<string, unknown>, Record<string, unknown>];
  return fieldsIn(need).every(([name, inner]) => isSame(inner, fields[name], others[name]));
}

/** The fields of both forms that differ, by their paths in `formPaths`. */
export function changedPaths(one: FormDrafts, other: FormDrafts): string[] {
  const changedIn = (need: Need, before: unknown, after: unknown, path: string): string[] => {
    if (isField(need)) return isSame(need, before, after) ? [] : [path];
    const [fields, others] = [before ?? {}, after ?? {}] as [Record<string, unknown>, Record<string, unknown>];
    return fieldsIn(need).flatMap(([name, inner]) => changedIn(inner, fields[name], others[name], `${path}.${name}`));
  };
  return changedIn(needs, one, other, '').map((path) => path.slice(1));
}

/** How the unit wants its badges (G8.1). */
export interface Delivery {
  pickup: PickupWay;
  addressId?: string | undefined;
}
