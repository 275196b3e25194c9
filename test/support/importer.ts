import type { Json, TestApi } from './api.ts';
import { idCard, type TestUnit } from './fixtures.ts';
import { templateRows } from '../../api/routes/registration/attendee-sheet.ts';
import { writeSheet, xlsx } from '../../api/spreadsheet.ts';

export const header = templateRows('mainland', 'zh')[0]!;

/** A row of the mainland list. */
export const person = (
  n: number,
  more: Partial<Record<'name' | 'document' | 'position' | 'city' | 'sex', string>> = {},
) => [
  more.name ?? '诸葛明月',
  more.sex ?? '女',
  '广东省',
  more.city ?? '佛山市',
  more.document ?? idCard(n),
  more.position ?? 'sales.manager',
  '',
];

export const sheet = (rows: string[][]) => writeSheet('xlsx', 'x', [header, ...rows]);
export const text = (rows: string[][], mark = '\ufeff', delimiter = ',') =>
  Buffer.from(mark + [header, ...rows].map((row) => row.join(delimiter)).join('\r\n'));

/** The imports and the list of a unit, whichever it is then. */
export function createImporter(api: () => TestApi, unit: () => TestUnit) {
  return {
    upload: (body: Uint8Array, type = xlsx, query = 'list=mainland', headers: Record<string, string> = {}) =>
      api().call('POST', `/attendees/import?${query}`, {
        token: unit().token,
        body,
        headers: { 'Content-Type': type, ...headers },
      }),
    people: async () => (await api().call('GET', '/attendees?limit=200', { token: unit().token })).body.items as Json[],
  };
}
