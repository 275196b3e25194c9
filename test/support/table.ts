import assert from 'node:assert/strict';
import { readTable } from '../../api/spreadsheet.ts';

/** What a sheet's cells say, by row. */
export async function rowsOf(bytes: Uint8Array): Promise<string[][]> {
  const table = await readTable({ bytes });
  assert.ok('rows' in table, JSON.stringify(table));
  return table.rows.map((row) => row.map(({ text }) => text));
}
