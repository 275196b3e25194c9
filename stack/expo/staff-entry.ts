import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { judge, fault } from '../../api/judgement.ts';
import { account, login, mobile } from '../../api/schemas.ts';
import { findNamedRow, headingsOf } from '../../api/sheet-header.ts';
import { faultOf, readTable } from '../../api/spreadsheet.ts';
import type { FieldError } from '../../domain/errors.ts';
import { say, worded } from '../../domain/message.ts';
import { staffRoles } from '../../domain/staff-request.ts';
import type { StaffEntry } from './staff.ts';

const columns = ['login', 'role', 'delegation', 'mobile', 'unit_account'] as const;
type Column = (typeof columns)[number];
const isNeeded = (column: Column) => column === 'login' || column === 'role';
const headings = headingsOf(columns.map((column) => [column, column]));

const entry = z
  .object({
    login,
    role: z.enum(staffRoles),
    delegation: z.coerce.number().int().min(1).max(10_000).optional(),
    mobile: mobile.optional(),
    unit_account: account.optional(),
  })
  .refine(({ role, delegation }) => (role === 'delegation') === (delegation !== undefined), {
    ...fault(say('delegation_of_role')),
    path: ['delegation'],
  });

type Typed = Partial<Record<Column, string>>;
const lineOf = ({ path, message }: FieldError) => `${path}: ${worded(message, 'en', `"${path}"`)}`;

/** Somebody by what was typed; or what is wrong with it, a line each. */
export function readEntry(typed: Typed): { entry: StaffEntry } | { faults: string[] } {
  const judged = judge(entry, typed);
  if (!judged.fits) return { faults: judged.errors.map(lineOf) };
  const { unit_account: unitAccount, ...rest } = judged.data;
  return { entry: { ...rest, unitAccount } };
}

/** Everybody of a table (CSV or XLSX); throws one error that names each wrong row, and then nobody is added. */
export async function readEntries(file: string): Promise<StaffEntry[]> {
  const table = await readTable({ bytes: readFileSync(file), headings });
  if ('fault' in table) throw new Error(`${file}: ${worded(faultOf(table.fault).message, 'en')}`);
  const header = findNamedRow(table.rows, headings);
  const [above, named]: [number, readonly (Column | undefined)[]] = [header?.index ?? 0, header?.named ?? []];
  const strange = (table.rows[above] ?? []).filter(({ text }, at) => text !== '' && !named[at]);
  const faults = [
    ...strange.map(({ text }) => `row ${above + 1}: there is no column "${text}"; there are ${columns.join(', ')}`),
    ...columns.filter((column) => isNeeded(column) && !named.includes(column)).map((column) => `${column} is missing`),
  ];
  const entries: StaffEntry[] = [];
  for (const [index, cells] of faults.length > 0 ? [] : [...table.rows.entries()].slice(above + 1)) {
    const filled = cells.flatMap(({ text }, at) => (named[at] && text !== '' ? [[named[at], text] as const] : []));
    if (filled.length === 0) continue;
    const read = readEntry(Object.fromEntries(filled));
    const row = `row ${index + 1}`;
    if ('faults' in read) faults.push(...read.faults.map((line) => `${row}, ${line}`));
    else if (entries.some(({ login: other }) => other === read.entry.login))
      faults.push(`${row}, login: ${read.entry.login} is there twice`);
    else entries.push(read.entry);
  }
  if (faults.length > 0) throw new Error(`${file}: nobody was added\n${faults.join('\n')}`);
  if (entries.length === 0) throw new Error(`${file}: there is nobody in it`);
  return entries;
}
