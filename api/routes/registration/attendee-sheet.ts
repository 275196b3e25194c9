import type { AttendeeList } from '../../../domain/attendee.ts';
import { fieldsOf, labelOf, ruleOf, type AttendeeField } from '../../../domain/attendee-field.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { say, type Language } from '../../../domain/message.ts';
import { wordKey } from '../../../domain/word.ts';
import { findNamedRow } from '../../sheet-header.ts';
import { type Cell, cellName } from '../../sheet-table.ts';
import { exampleMark } from '../../spreadsheet.ts';

/** The table to be filled in: its header and a row that shows how, which the import passes over. */
export function templateRows(list: AttendeeList, language: Language): string[][] {
  const labels = fieldsOf(list).map((field) => labelOf(list, field)!);
  return [
    labels.map((label) => label[language]),
    labels.map(({ example }, index) => (index === 0 ? exampleMark[language] : '') + example),
  ];
}

interface Header {
  /** Of the row, from 0; people stand below it. */
  index: number;
  places: Map<AttendeeField, number>;
}

const bothNames = (list: AttendeeList, field: AttendeeField) => {
  const { zh, en } = labelOf(list, field)!;
  return `${zh} / ${en}`;
};

/** The row that names most of a list's fields, in either language and any spelling, and where each stands; or what is wrong with it. */
export function findHeader(list: AttendeeList, table: readonly (readonly Cell[])[]): Header | { faults: FieldError[] } {
  const fields: readonly AttendeeField[] = fieldsOf(list);
  const fieldOf = new Map(
    fields.flatMap((field) => {
      const { zh, en } = labelOf(list, field)!;
      // Whether it may be left out is said in brackets, which people take away.
      return [zh, en, field]
        .flatMap((name) => [name, name.replace(/ ?[(（].*$/, '')])
        .map((name) => [wordKey(name), field]);
    }),
  );
  const { index, named: fieldAt } = findNamedRow(table, (heading) => fieldOf.get(wordKey(heading))) ?? {
    index: 0,
    named: [],
  };
  const cells = table[index] ?? [];
  const row = index + 1;
  const placesOf = (field: AttendeeField) => fieldAt.flatMap((named, column) => (named === field ? [column] : []));
  const fault = (code: string, message: FieldError['message']): FieldError => ({ path: 'header', code, message });
  const faults = [
    ...fields
      .filter((field) => !ruleOf(field).isOptional && !fieldAt.includes(field))
      .map((field) => fault('column_missing', say('column_missing', { column: bothNames(list, field), row }))),
    ...cells
      .filter(({ text }, column) => wordKey(text) !== '' && !fieldAt[column])
      .map(({ text, isCut }) => fault('column_unknown', say('column_unknown', { column: isCut ? `${text}…` : text }))),
    ...fields
      .filter((field) => placesOf(field).length > 1)
      .map((field) => {
        const names = placesOf(field).map((column) => cellName(row, column + 1));
        const values = { column: bothNames(list, field), cells: names.join(', ') };
        return fault('column_twice', say('column_twice', values));
      }),
  ];
  if (faults.length > 0) return { faults };
  return { index, places: new Map(fieldAt.flatMap((field, column) => (field ? [[field, column]] : []))) };
}
