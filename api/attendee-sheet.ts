import type { AttendeeList } from '../domain/attendee.ts';
import type { Store } from '../db/knex.ts';
import { createReference } from '../db/reference.ts';
import type { Language } from './errors.ts';

/** A column of the attendees' table, in both languages; its place is fixed. */
interface Column {
  key: string;
  zh: string;
  en: string;
  /** What is written for what is meant; anything else is taken as it is. */
  words?: Readonly<Record<string, string>>;
  example: string;
}

const sex: Column = { key: 'sex', zh: '性别', en: 'Sex', words: { 男: 'male', 女: 'female' }, example: '男' };
const documentNumber = (zh: string, en: string, example: string): Column => ({ key: 'documentNumber', zh, en, example });
const position: Column = { key: 'position', zh: '职务', en: 'Position', example: '总经理' };
const pickup: Column = {
  key: 'pickup',
  zh: '取证方式（可不填）',
  en: 'Pickup (optional)',
  words: { 快递: 'courier', 快递直送: 'courier', 交易团代领: 'delegation' },
  example: '',
};

/** G3.3: one table for each of the three lists. */
export const attendeeColumns: Readonly<Record<AttendeeList, readonly Column[]>> = {
  mainland: [
    { key: 'name', zh: '姓名', en: 'Name', example: '张三' },
    sex,
    { key: 'province', zh: '居住省份', en: 'Province of residence', example: '广东省' },
    { key: 'city', zh: '居住城市', en: 'City of residence', example: '佛山市' },
    documentNumber('身份证号码', 'ID card number', '11010519491231002X'),
    position,
    pickup,
  ],
  hk_macao_taiwan: [
    { key: 'name', zh: '中文姓名', en: 'Chinese name', example: '陈大文' },
    { key: 'permitName', zh: '证件姓名', en: 'Name on the permit', example: 'CHAN TAI MAN' },
    sex,
    {
      key: 'region',
      zh: '地区',
      en: 'Region',
      words: { 香港: 'hong_kong', 澳门: 'macao', 台湾: 'taiwan', 'Hong Kong': 'hong_kong', Macao: 'macao', Taiwan: 'taiwan' },
      example: '香港',
    },
    documentNumber('通行证号码', 'Permit number', 'H12345678'),
    position,
    pickup,
  ],
  overseas: [
    { key: 'surname', zh: '英文姓', en: 'Surname', example: 'SMITH' },
    { key: 'givenName', zh: '英文名', en: 'Given name', example: 'Will' },
    sex,
    { key: 'country', zh: '国家', en: 'Country', example: '德国' },
    documentNumber('护照号码', 'Passport number', 'C01X00T47'),
    position,
    pickup,
  ],
};

const exampleMark = { zh: '示例：', en: 'Example: ' } as const;
export const isExample = (firstCell: string) => /^(?:示例|example)\s*[:：]/i.test(firstCell);

/** The table to be filled in: its header and a row that shows how, which the import passes over. */
export function templateRows(list: AttendeeList, language: Language): string[][] {
  const columns = attendeeColumns[list];
  return [columns.map((column) => column[language]), columns.map(({ example }, index) => (index === 0 ? exampleMark[language] : '') + example)];
}

/** Where each column of the list stands in a header in either language; undefined with the names that are missing. */
export function placesOf(list: AttendeeList, header: readonly string[]): { places: Map<string, number> } | { missing: string[]; strange: string[] } {
  const columns = attendeeColumns[list];
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.toLowerCase();
  const columnAt = header.map((name) => columns.find((column) => same(name, column.zh) || same(name, column.en) || same(name, column.key)));
  const missing = columns.filter((column) => column !== pickup && !columnAt.includes(column)).map(({ zh, en }) => `${zh} / ${en}`);
  const strange = header.filter((name, index) => name.trim() !== '' && !columnAt[index]);
  if (missing.length > 0 || strange.length > 0) return { missing, strange };
  return { places: new Map(columnAt.flatMap((column, index) => (column ? [[column.key, index]] : []))) };
}

/** Reads what people write into what the form takes: labels of a vocabulary in either language become its codes. */
export async function createWordReader(store: Store): Promise<(key: string, text: string) => string> {
  const reference = createReference(store);
  const byLabel = async (name: 'positions' | 'countries') =>
    new Map((await reference.list(name)).flatMap(({ code, zh, en }) => [zh, en, code].map((label) => [label.toLowerCase(), code])));
  const labels: Record<string, Map<string, string>> = { position: await byLabel('positions'), country: await byLabel('countries') };
  const words = new Map(
    Object.values(attendeeColumns)
      .flat()
      .map((column) => [column.key, column.words ?? {}]),
  );
  return (key, text) => words.get(key)?.[text] ?? labels[key]?.get(text.toLowerCase()) ?? text;
}
