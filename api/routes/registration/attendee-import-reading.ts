import { setImmediate as othersTurn } from 'node:timers/promises';
import type { AttendeeList } from '../../../domain/attendee.ts';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import {
  fieldsOf,
  labelOf,
  nestForm,
  ruleOf,
  type AttendeeData,
  type AttendeeField,
} from '../../../domain/attendee-field.ts';
import { say, type Said } from '../../../domain/message.ts';
import type { Store } from '../../../db/knex.ts';
import { createPersonKeys } from '../../../db/registration/person-key.ts';
import { attendeeBody, attendeeRules, readAttendee } from './attendee-form.ts';
import { createWordReader, isExample, placesOf } from './attendee-sheet.ts';
import { read } from '../../judgement.ts';
import { type Cell, longestCell } from '../../sheet-table.ts';

/** People one file may hold. */
const mostRows = 500;

/** How long rows are judged before others are answered. */
const sliceMs = 10;

interface ReadPerson {
  data: AttendeeData;
  personKey: string;
}

export interface ImportReading {
  /** Rows that are neither blank nor the example. */
  rows: number;
  people: ReadPerson[];
  errors: FieldError[];
}

interface Row {
  /** As the spreadsheet counts: the header is 1. */
  line: number;
  cells: readonly Cell[];
}

/** Reads a table of people by the rules of the form; finds every fault of every row before it stops (G3.3). */
export async function readImport(
  store: Store,
  { list, table, registrationId }: { list: AttendeeList; table: Cell[][]; registrationId: string },
): Promise<ImportReading> {
  const [header = [], ...body] = table;
  const placed = placesOf(
    list,
    header.map(({ text, isCut }) => (isCut ? `${text}…` : text)),
  );
  if ('missing' in placed) throw refusedHeader(placed);
  const rows = body
    .map((cells, index): Row => ({ line: index + 2, cells }))
    .filter(({ cells }) => cells.some(({ text }) => text !== '') && !isExample(cells[0]?.text ?? ''));
  if (rows.length > mostRows)
    throw rejected([
      { path: 'file', code: 'too_many_rows', message: say('too_many_rows', { rows: rows.length, most: mostRows }) },
    ]);

  const word = await createWordReader(store);
  const errors: FieldError[] = [];
  const people: ReadPerson[] = [];
  const lineOf = new Map<string, number>();
  let since = performance.now();
  for (const [index, { line, cells }] of rows.entries()) {
    if (performance.now() - since > sliceMs) {
      await othersTurn();
      since = performance.now();
    }
    const fault = (key: string, code: string, message: Said) =>
      errors.push({ path: `rows[${index}].${key}`, code, message, label: labelOf(list, key), row: line });
    const cellAt = (key: AttendeeField): Cell => cells[placed.places.get(key) ?? -1] ?? { text: '' };
    const faultsBefore = errors.length;
    for (const key of placed.places.keys()) {
      const { digitsLost, isCut } = cellAt(key);
      if (digitsLost) fault(key, 'digits_lost', say('digits_lost'));
      // By its mark: what is left of it could be a name once it is trimmed.
      if (isCut) fault(key, 'too_big', say('too_long', { most: longestCell }));
    }
    if (errors.length > faultsBefore) continue;
    const person = await readRow(store, list, (key) => word(key, cellAt(key).text));
    if ('faults' in person) {
      for (const { path, code, message } of person.faults) fault(path, code, message);
      continue;
    }
    const twin = lineOf.get(person.personKey);
    if (twin !== undefined) fault('documentNumber', 'duplicate_in_file', say('duplicate_in_file', { row: twin }));
    lineOf.set(person.personKey, line);
    people.push(person);
  }
  await findListed();
  return { rows: rows.length, people, errors };

  /** On the own list: whom other units have is looked at when the unit submits. */
  async function findListed(): Promise<void> {
    const listed = await createPersonKeys(store).listed(registrationId, [...lineOf.keys()]);
    for (const [personKey, line] of lineOf) {
      if (!listed.has(personKey)) continue;
      errors.push({
        path: `rows[${rows.findIndex((row) => row.line === line)}].documentNumber`,
        code: 'on_own_list',
        message: say('on_own_list'),
        label: labelOf(list, 'documentNumber'),
        row: line,
      });
    }
  }
}

/** One person, or what is wrong, by the form's own field names without their nesting. */
async function readRow(
  store: Store,
  list: AttendeeList,
  valueOf: (field: AttendeeField) => string,
): Promise<ReadPerson | { faults: FieldError[] }> {
  const given = fieldsOf(list).flatMap((field) => {
    const value = valueOf(field);
    return value === '' && ruleOf(field).isOptional ? [] : [[field, value]];
  });
  const form = nestForm(list, Object.fromEntries(given) as Partial<Record<AttendeeField, string>>);
  try {
    return readAttendee(await read(attendeeBody, form, { rules: (sound) => attendeeRules(store, sound) }));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const faults = error.refusal.errors ?? [];
    return { faults: faults.map((fault) => ({ ...fault, path: fault.path.split('.').at(-1)! })) };
  }
}

export function rejected(errors: FieldError[]): DomainError {
  return new DomainError('import_rejected', { detail: say('nothing_imported', { faults: errors.length }), errors });
}

function refusedHeader({ missing, strange }: { missing: string[]; strange: string[] }): DomainError {
  return rejected([
    ...missing.map((name) => ({ path: 'header', code: 'column_missing', message: say('column_missing', { name }) })),
    ...strange.map((name) => ({ path: 'header', code: 'column_unknown', message: say('column_unknown', { name }) })),
  ]);
}
