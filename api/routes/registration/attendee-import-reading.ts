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
import { attendeeBody, attendeeRules, personKeyIn, readAttendee } from './attendee-form.ts';
import { findHeader } from './attendee-sheet.ts';
import { read } from '../../judgement.ts';
import { createWordReader, type WordReader, type WordReading } from '../../reference-word.ts';
import { type Cell, cellName, longestCell, type SheetRows } from '../../sheet-table.ts';
import { isExample } from '../../spreadsheet.ts';

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
  /** As the spreadsheet counts, from 1. */
  line: number;
  cells: readonly Cell[];
}

/** Reads a table of people by the rules of the form; finds every fault of every row before it stops (G3.3). */
export async function readImport(
  store: Store,
  { list, table, registrationId }: { list: AttendeeList; table: SheetRows; registrationId: string },
): Promise<ImportReading> {
  const header = findHeader(list, table);
  if ('faults' in header) throw rejected(header.faults);
  const rows = table.rows
    .map((cells, index): Row => ({ line: index + 1, cells }))
    .slice(header.index + 1)
    .filter(({ cells }) => cells.some(({ text }) => text !== '') && !isExample(cells));
  if (rows.length > mostRows)
    throw rejected([
      { path: 'file', code: 'too_many_rows', message: say('too_many_rows', { rows: rows.length, most: mostRows }) },
    ]);

  const words = await createWordReader(store);
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
    const cellAt = (key: AttendeeField): Cell => cells[header.places.get(key) ?? -1] ?? { text: '' };
    const unread = new Set<string>();
    for (const key of header.places.keys()) {
      const { text, digitsLost, isCut, isError } = cellAt(key);
      if (isError || digitsLost || isCut) unread.add(key);
      if (isError) {
        const cell = cellName(line, header.places.get(key)! + 1);
        fault(key, 'cell_error', say('cell_error', { cell, error: text }));
      }
      if (digitsLost) fault(key, 'digits_lost', say('digits_lost'));
      // By its mark: what is left of it could be a name once it is trimmed.
      if (isCut) fault(key, 'too_big', say('too_long', { most: longestCell }));
    }
    const { person, personKey, faults } = await readRow(store, list, {
      valueOf: (key) => cellAt(key).text,
      unread,
      words,
    });
    for (const { path, code, message } of faults) fault(path, code, message);
    const twin = personKey === undefined ? undefined : lineOf.get(personKey);
    if (twin !== undefined) fault('documentNumber', 'duplicate_in_file', say('duplicate_in_file', { row: twin }));
    if (personKey !== undefined) lineOf.set(personKey, line);
    if (person) people.push(person);
  }
  await findListed();
  if (rows.length === 0) errors.push({ path: 'file', code: 'no_rows', message: say('no_rows') });
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

interface Cells {
  valueOf: (field: AttendeeField) => string;
  /** Whose cells hold nothing that can be read, as was told of them. */
  unread: ReadonlySet<string>;
  words: WordReader;
}

/** What the form takes for what stands in the cells, or what of it is not understood: words of vocabularies, names of places. */
function readWords(
  list: AttendeeList,
  { valueOf, unread, words }: Cells,
): { values: Partial<Record<AttendeeField, string>>; faults: FieldError[] } {
  const values = new Map<AttendeeField, string>();
  const faults: FieldError[] = [];
  const take = (field: AttendeeField, reading: WordReading) => {
    if ('value' in reading) values.set(field, reading.value);
    else {
      values.delete(field);
      faults.push({ path: field, ...reading.fault });
    }
  };
  const fields: readonly AttendeeField[] = fieldsOf(list);
  for (const field of fields) {
    if (unread.has(field)) continue;
    const text = valueOf(field);
    // An empty cell is a field left out, whatever it is of.
    if (text === '') {
      if (!ruleOf(field).isOptional) values.set(field, '');
    } else take(field, words.read(field, text) ?? { value: text });
  }
  const { province, city } = Object.fromEntries(values) as Partial<Record<AttendeeField, string>>;
  if (province && city !== undefined) {
    const place = words.place({ province, city });
    take('province', place.province);
    if (place.city && city) take('city', place.city);
  }
  return { values: Object.fromEntries(values), faults };
}

/** One person, and all that is wrong, by the form's own field names without their nesting: what one cell holds hides no fault of another. */
async function readRow(
  store: Store,
  list: AttendeeList,
  cells: Cells,
): Promise<{ person?: ReadPerson; personKey: string | undefined; faults: FieldError[] }> {
  const { values, faults } = readWords(list, cells);
  const personKey = personKeyIn(list, values);
  const fields: readonly AttendeeField[] = fieldsOf(list);
  const faulty = fields.filter((field) => cells.unread.has(field) || faults.some(({ path }) => path === field));
  // Where one part of a place is not understood, there is nothing to hold the other against.
  const places = new Set(faulty.map((field) => ruleOf(field).within).filter((within) => within !== undefined));
  const told = new Set<string>([...faulty, ...places, ...fields.filter((field) => places.has(ruleOf(field).within!))]);
  try {
    const form = await read(attendeeBody, nestForm(list, values), { rules: (sound) => attendeeRules(store, sound) });
    if (told.size > 0) return { personKey, faults };
    return { person: readAttendee(form), personKey, faults };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const found = (error.refusal.errors ?? []).map(ofCell).filter(({ path }) => !told.has(path));
    return { personKey, faults: [...faults, ...found] };
  }
}

/** A fault of the form as one of a cell, which may have been read in another encoding than it was written in. */
function ofCell(fault: FieldError): FieldError {
  const { values = {} } = fault.message;
  const message = fault.code === 'not_latin' ? say('not_latin_in_file', { value: values.value! }) : fault.message;
  return { ...fault, path: fault.path.split('.').at(-1)!, message };
}

export function rejected(errors: FieldError[]): DomainError {
  return new DomainError('import_rejected', { detail: say('nothing_imported', { faults: errors.length }), errors });
}
