import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { xlsx } from '../../api/spreadsheet.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit } from '../support/fixtures.ts';

/** Sheets of two people that reach far by a reference or a format only, as Excel and WPS save them: `files/` has each by its name. */
const cases = {
  'sheet-conditional-format': 'Excel marks duplicate ID numbers over the whole column E',
  'sheet-autofilter': 'the filter was set up for rows 1 to 5000',
  'sheet-dimension': 'the writer states the largest possible dimension',
  'sheet-selection': 'it was saved while the whole column E was selected',
  'sheet-ignored-errors': '"number stored as text" was ticked away down to row 5000',
  'sheet-styled-rows': 'column A has a text format, on empty rows too, down to row 3000',
  'sheet-other-sheet': 'the second sheet has a word in A5000',
} as const;

describe('cases: sheet-reach', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  for (const [id, given] of Object.entries(cases)) {
    it(`${id}: given a sheet in which ${given}, when a unit imports it, dry and then really, then both people are on its list`, async () => {
      const { token } = await createUnit(api.store);
      const body = readFileSync(new URL(`files/${id}.xlsx`, import.meta.url));
      const upload = (query: string) =>
        api.call('POST', `/attendees/import?list=mainland${query}`, { token, body, headers: { 'Content-Type': xlsx } });
      const dry = await upload('&dryRun=true');
      assert.deepEqual([dry.status, dry.body], [200, { rows: 2, importable: 2, errors: [] }]);
      assert.deepEqual((await api.call('GET', '/attendees', { token })).body.items, [], 'a dry run only looks');
      const { status, body: imported } = await upload('');
      assert.deepEqual([status, imported.imported], [201, 2], JSON.stringify(imported));
      assert.equal((await api.call('GET', '/attendees', { token })).body.items.length, 2);
    });
  }
});
