import { attendeeLists, type AttendeeList } from '../../../domain/attendee.ts';
import { fieldsOf, labelOf, ruleOf, type AttendeeField } from '../../../domain/attendee-field.ts';
import type { FieldError } from '../../../domain/errors.ts';
import { languages, say, type Language } from '../../../domain/message.ts';
import { wordKey } from '../../../domain/word.ts';
import { findNamedRow, headingsOf, type Headings } from '../../sheet-header.ts';
import { type Cell, cellName, columnLetters, type SheetRows } from '../../sheet-table.ts';
import { exampleMark, isExample } from '../../spreadsheet.ts';

/** The table to be filled in: its header and a row that shows how, which the import passes over. */
export function templateRows(list: AttendeeList, language: Language): string[][] {
  const labels = fieldsOf(list).map((field) => labelOf(list, field)!);
  return [
    labels.map((label) => label[language]),
    labels.map(({ example }, index) => (index === 0 ? exampleMark[language] : '') + example),
  ];
}

/** What else people call the columns, where no other of the list could be meant. */
const alsoCalled: Record<AttendeeList, Partial<Record<AttendeeField, readonly string[]>>> = {
  mainland: {
    name: ['名字', '人员姓名', 'Full name'],
    province: ['省份', '省', '所在省份', '居住省', 'Province'],
    city: ['城市', '市', '所在城市', '居住市', 'City'],
    documentNumber: ['身份证号', '身份证', '居民身份证号码', 'ID number', 'ID card', 'ID No.'],
  },
  hk_macao_taiwan: {
    name: ['中文名', '中文名字', '姓名（中文）', 'Name in Chinese'],
    permitName: ['证件上的姓名', '通行证姓名', 'Permit name'],
    region: ['所在地区', '港澳台地区'],
    documentNumber: ['通行证号', '通行证', '往来内地通行证号码', 'Permit No.'],
  },
  overseas: {
    surname: ['姓', '姓氏', '英文姓氏', 'Last name', 'Family name'],
    givenName: ['名', '英文名字', 'First name', 'Given names'],
    country: ['国籍', '国家/地区', 'Nationality', 'Country/Region'],
    documentNumber: ['护照号', '护照', 'Passport', 'Passport No.'],
  },
};
const everywhere: Partial<Record<AttendeeField, readonly string[]>> = {
  sex: ['Gender'],
  documentNumber: ['证件号码', '证件号', 'Document number'],
  position: ['职位', 'Job title'],
  pickup: ['领证方式', '领取方式'],
};

function headingsIn(list: AttendeeList): Headings<AttendeeField> {
  const fields: readonly AttendeeField[] = fieldsOf(list);
  return headingsOf(
    fields.flatMap((field) => {
      const { zh, en } = labelOf(list, field)!;
      const also = [...(alsoCalled[list][field] ?? []), ...(everywhere[field] ?? [])];
      return [zh, en, field, ...also].map((name) => [name, field] as const);
    }),
  );
}

/** By what names people may call each column of a list. */
export const headings = Object.fromEntries(attendeeLists.map((list) => [list, headingsIn(list)])) as Record<
  AttendeeList,
  Headings<AttendeeField>
>;

interface Header {
  /** Of the row, from 0; people stand below it. */
  index: number;
  places: Map<AttendeeField, number>;
}

const bothNames = (list: AttendeeList, field: AttendeeField) => {
  const { zh, en } = labelOf(list, field)!;
  return `${zh} / ${en}`;
};

/** Letters of the columns that are filled below a header which does not name them. */
function unnamedColumns(table: readonly (readonly Cell[])[], { index }: { index: number }): string[] {
  const isBlank = ({ text }: Cell = { text: '' }) => wordKey(text) === '';
  const people = table.slice(index + 1).filter((cells) => !isExample(cells));
  const columns = Math.max(0, ...people.map(({ length }) => length));
  return Array.from({ length: columns }, (_, column) => column)
    .filter((column) => isBlank(table[index]?.[column]) && people.some((cells) => cells[column]?.text))
    .map((column) => columnLetters(column + 1));
}

/** The row that names most of a list's fields, in either language and any spelling, and where each stands; or what is wrong with it. */
export function findHeader(list: AttendeeList, { rows: table, sheet }: SheetRows): Header | { faults: FieldError[] } {
  const fields: readonly AttendeeField[] = fieldsOf(list);
  const fault = (code: string, message: FieldError['message']): FieldError => ({ path: 'header', code, message });
  const found = findNamedRow(table, headings[list]);
  if (!found?.isHeader) {
    const columns = { zh: '', en: '' };
    for (const language of languages)
      columns[language] = fields
        .filter((field) => !ruleOf(field).isOptional)
        .map((field) => labelOf(list, field)![language])
        .join(language === 'zh' ? '、' : ', ');
    const message =
      sheet === undefined ? say('header_missing', { columns }) : say('header_missing_in', { columns, sheet });
    return { faults: [fault('header_missing', message)] };
  }
  const { index, named: fieldAt } = found;
  const cells = table[index] ?? [];
  const row = index + 1;
  const placesOf = (field: AttendeeField) => fieldAt.flatMap((named, column) => (named === field ? [column] : []));
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
    ...unnamedColumns(table, found).map((column) => fault('column_unnamed', say('column_unnamed', { column, row }))),
  ];
  if (faults.length > 0) return { faults };
  return { index, places: new Map(fieldAt.flatMap((field, column) => (field ? [[field, column]] : []))) };
}
