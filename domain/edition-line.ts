import type { EditionChange } from './edition.ts';

/** People who are called, and how: not for a log. */
const isOfPeople = ({ at }: EditionChange) => /^delegation \d+ (?:contactsZh|phones)$/.test(at);

const offsetMs = 8 * 3_600_000;

/** A time as it is written in an edition's file: in China's own, which has no summer time. */
export function inChina(time: string): string {
  const [clock, ms] = new Date(Date.parse(time) + offsetMs).toISOString().slice(0, -1).split('.');
  return `${clock}${ms === '000' ? '' : `.${ms}`}+08:00`;
}

const longest = 60;

/** A value as people read it; a long one by its beginning. */
function shown(value: unknown): string {
  if (value === undefined || value === null || value === '') return '(none)';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return inChina(value);
  if (Array.isArray(value))
    return value.length === 0
      ? '(none)'
      : value.map((item) => String(typeof item === 'object' ? JSON.stringify(item) : item)).join(', ');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= longest && !text.includes('\n')) return text;
  return `"${text.slice(0, longest).replaceAll('\n', ' ')}…" (${text.length} characters)`;
}

/** A change in a line. */
export function lineOf({ sign, at, from, to }: EditionChange): string {
  if (sign === '~') return `${at} ${shown(from)} → ${shown(to)}`;
  return `${sign} ${at} ${shown(sign === '+' ? to : from)}`;
}

/** The changes as an audit keeps them. */
export function linesForAudit(changes: readonly EditionChange[]): string[] {
  return changes.map((change) => (isOfPeople(change) ? change.at : lineOf(change)));
}

/** A change field by field, as it is answered. */
export function shownChange({ at, from, to }: EditionChange): {
  field: string;
  from: string | null;
  to: string | null;
} {
  return { field: at, from: from === undefined ? null : shown(from), to: to === undefined ? null : shown(to) };
}
