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
import { worded } from '../../../domain/message.ts';
import type { Store } from '../../../db/knex.ts';
import { createPersonKeys } from '../../../db/registration/person-key.ts';
import { attendeeBody, readAttendee } from './attendee-form.ts';
import { createWordReader, isExample, placesOf } from './attendee-sheet.ts';
import type { Language } from '../../errors.ts';
import { messagesIn } from '../../operation.ts';
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

const said = {
  digits_lost: { zh: '数字已丢失位数，请将该列设为文本格式', en: 'digits are lost already: format the column as text' },
  too_big: {
    zh: `内容过长（最多${longestCell}个字符）`,
    en: `too long: no field takes more than ${longestCell} characters`,
  },
  duplicate_in_file: { zh: '与文件中另一行为同一人', en: 'the same person as in another row' },
  on_own_list: { zh: '该人员已在本单位名单中', en: 'on the own list already' },
} as const;

/** Reads a table of people by the rules of the form; finds every fault of every row before it stops (G3.3). */
export async function readImport(
  store: Store,
  {
    list,
    table,
    registrationId,
    language,
  }: { list: AttendeeList; table: Cell[][]; registrationId: string; language: Language },
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
    throw rejected([{ path: 'file', code: 'too_many_rows', message: `${rows.length} > ${mostRows}` }]);

  const read = await createWordReader(store);
  const columnName = (field: string) => labelOf(list, field)?.[language] ?? field;
  const errors: FieldError[] = [];
  const people: ReadPerson[] = [];
  const lineOf = new Map<string, number>();
  let since = performance.now();
  for (const [index, { line, cells }] of rows.entries()) {
    if (performance.now() - since > sliceMs) {
      await othersTurn();
      since = performance.now();
    }
    const fault = (key: string, code: string, message: string) => {
      const where = language === 'zh' ? `第${line}行，${columnName(key)}` : `row ${line}, ${columnName(key)}`;
      errors.push({ path: `rows[${index}].${key}`, code, message: `${where}: ${message}` });
    };
    const cellAt = (key: AttendeeField): Cell => cells[placed.places.get(key) ?? -1] ?? { text: '' };
    const faultsBefore = errors.length;
    for (const key of placed.places.keys()) {
      const { digitsLost, isCut } = cellAt(key);
      if (digitsLost) fault(key, 'digits_lost', said.digits_lost[language]);
      // By its mark: what is left of it could be a name once it is trimmed.
      if (isCut) fault(key, 'too_big', said.too_big[language]);
    }
    if (errors.length > faultsBefore) continue;
    const person = await readRow(store, list, (key) => read(key, cellAt(key).text), language);
    if ('faults' in person) {
      for (const { path, code, message } of person.faults)
        fault(path, code, typeof message === 'string' ? message : worded(message, language));
      continue;
    }
    const twin = lineOf.get(person.personKey);
    if (twin !== undefined)
      fault('documentNumber', 'duplicate_in_file', `${said.duplicate_in_file[language]} (${twin})`);
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
      const code = 'on_own_list';
      const index = rows.findIndex((row) => row.line === line);
      const where =
        language === 'zh'
          ? `第${line}行，${columnName('documentNumber')}`
          : `row ${line}, ${columnName('documentNumber')}`;
      errors.push({ path: `rows[${index}].documentNumber`, code, message: `${where}: ${said[code][language]}` });
    }
  }
}

/** One person, or what is wrong, by the form's own field names without their nesting. */
async function readRow(
  store: Store,
  list: AttendeeList,
  valueOf: (field: AttendeeField) => string,
  language: Language,
): Promise<ReadPerson | { faults: FieldError[] }> {
  const given = fieldsOf(list).flatMap((field) => {
    const value = valueOf(field);
    return value === '' && ruleOf(field).isOptional ? [] : [[field, value]];
  });
  const body = attendeeBody.safeParse(
    nestForm(list, Object.fromEntries(given) as Partial<Record<AttendeeField, string>>),
    messagesIn(language),
  );
  const keyOf = (path: string) => path.split('.').at(-1)!;
  if (!body.success)
    return {
      faults: body.error.issues.map(({ path, code, message }) => ({ path: String(path.at(-1)), code, message })),
    };
  try {
    return await readAttendee(store, body.data, language);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return {
      faults: (error.refusal.errors ?? []).map(({ path, code, message }) => ({ path: keyOf(path), code, message })),
    };
  }
}

export function rejected(errors: FieldError[]): DomainError {
  return new DomainError('import_rejected', { detail: `${errors.length} fault(s); nothing was imported.`, errors });
}

function refusedHeader({ missing, strange }: { missing: string[]; strange: string[] }): DomainError {
  return rejected([
    ...missing.map((name) => ({ path: 'header', code: 'column_missing', message: name })),
    ...strange.map((name) => ({ path: 'header', code: 'column_unknown', message: name })),
  ]);
}
