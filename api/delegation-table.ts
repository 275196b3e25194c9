import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { say, type Said } from '../domain/message.ts';
import { delegationInFile, delegationNo } from './delegation-schema.ts';
import { judge } from './judgement.ts';
import { line } from './schemas.ts';

/** The annex's columns, and what else a table may say of a delegation. */
const columns: Readonly<Record<string, string>> = {
  no: 'no',
  name_zh: 'nameZh',
  organisation_zh: 'organisationZh',
  contacts_zh: 'contactsZh',
  phones: 'phones',
  name_en: 'nameEn',
  parent_no: 'parentNo',
  kind: 'kind',
  city: 'city',
};
const neededColumns = ['no', 'name_zh', 'organisation_zh', 'contacts_zh', 'phones'];
const tableRow = z.strictObject({
  ...delegationInFile,
  no: z.coerce.number().pipe(delegationNo),
  parentNo: z.coerce.number().pipe(delegationNo).optional(),
  city: line(60).optional(),
});

interface TableRow {
  line: number;
  row: z.output<typeof tableRow>;
}

type CsvRecord = { record: string[]; info: { lines: number } };

function recordsOf(
  readBytes: () => Uint8Array,
): CsvRecord[] | { fault: 'table_not_there' | 'table_not_utf8' | 'table_unreadable' } {
  let bytes: Uint8Array;
  try {
    bytes = readBytes();
  } catch {
    return { fault: 'table_not_there' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // What it answers with `info` its types do not say.
    return parse(text, {
      bom: true,
      info: true,
      trim: true,
      skipEmptyLines: true,
      relaxColumnCount: true,
    }) as unknown as CsvRecord[];
  } catch (error) {
    return { fault: error instanceof TypeError ? 'table_not_utf8' : 'table_unreadable' };
  }
}

/** The rows of a table of delegations (UTF-8, commas); what is wrong with any is told. */
export function readDelegationTable(
  readBytes: () => Uint8Array,
  tell: (line: number, column: string, said: Said) => void,
): TableRow[] {
  const records = recordsOf(readBytes);
  if ('fault' in records) {
    tell(1, '', say(records.fault));
    return [];
  }
  const [header = { record: [] as string[] }, ...rows] = records;
  const names = header.record;
  for (const [index, column] of names.entries())
    if (!Object.hasOwn(columns, column)) tell(1, column, say('column_strange'));
    else if (names.indexOf(column) < index) tell(1, column, say('twice'));
  for (const column of neededColumns) if (!names.includes(column)) tell(1, column, say('column_needed'));
  if (rows.length === 0) tell(1, '', say('table_empty'));
  return rows.flatMap(({ record, info }) => {
    const filled = names.flatMap((column, index) => {
      const value = record[index] ?? '';
      return Object.hasOwn(columns, column) && value !== '' ? [[columns[column]!, value] as const] : [];
    });
    const judged = judge(tableRow, Object.fromEntries(filled));
    if (judged.fits) return [{ line: info.lines, row: judged.data }];
    for (const { path, message } of judged.errors) tell(info.lines, path, message);
    return [];
  });
}
