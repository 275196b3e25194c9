import assert from 'node:assert/strict';
import type { AttendeeList } from '../../domain/attendee.ts';
import type { Json, Reply } from '../support/api.ts';
import { textRow, workbookEntries, zipOf } from '../support/workbook.ts';
import type { Judged } from './check.ts';
import type { Scene } from './scene.ts';

export const csv = 'text/csv';
export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The columns of each list, as the template writes them. */
export const columns = {
  mainland: ['姓名', '性别', '居住省份', '居住城市', '身份证号码', '职务'],
  hk_macao_taiwan: ['中文姓名', '证件姓名', '性别', '地区', '通行证号码', '职务'],
  overseas: ['英文姓', '英文名', '性别', '国家', '护照号码', '职务'],
} as const satisfies Record<AttendeeList, string[]>;

type Rows = readonly (readonly string[])[];
export const csvOf = (rows: Rows) => Buffer.from(rows.map((row) => `${row.join(',')}\r\n`).join(''));
/** An empty row is left out of the sheet, as Excel does; the rows after it keep their numbers. */
export const xlsxOf = (rows: Rows) =>
  zipOf(workbookEntries({ data: rows.map((row, index) => (row.length > 0 ? textRow(index + 1, row) : '')).join('') }));

export interface Upload {
  body: Buffer;
  list?: AttendeeList;
  type?: string;
  really?: boolean;
  language?: 'en' | 'zh';
}

/** Sends a table of people: a dry run, unless really. */
export const upload = (
  scene: Scene,
  { body, list = 'mainland', type = csv, really = false, language = 'en' }: Upload,
): Promise<Reply> =>
  scene.send({
    as: 'unit',
    method: 'POST',
    path: `/attendees/import?list=${list}&dryRun=${!really}`,
    headers: { 'Content-Type': type, 'Accept-Language': language },
    body,
  });

const namesOf = async (scene: Scene) => (await scene.people()).map(({ name }) => name as string);

async function assertTaken(scene: Scene, dry: Reply, names: readonly string[], again: () => Promise<Reply>) {
  const count = names.length;
  assert.deepEqual(
    [dry.status, dry.body],
    [200, { rows: count, importable: count, errors: [] }],
    JSON.stringify(dry.body),
  );
  assert.deepEqual(await namesOf(scene), [], 'a dry run only looks');
  const { status, body } = await again();
  assert.deepEqual([status, body.imported], [201, count], JSON.stringify(body));
  assert.deepEqual((await namesOf(scene)).toSorted(), names.toSorted(), 'all are on the list, letter by letter');
}

/** The dry run of the last step finds no fault; sent really, exactly these are on the list. */
export const takes =
  (...names: string[]) =>
  ({ scene, step, last }: Judged) =>
    assertTaken(scene, last, names, () =>
      scene.send({ ...step, path: step.path.replace('dryRun=true', 'dryRun=false') }),
    );

/** The same of a table of one's own. */
export const assertTakes = async (scene: Scene, table: Upload, ...names: string[]) =>
  assertTaken(scene, await upload(scene, table), names, () => upload(scene, { ...table, really: true }));

/** Refused, dry and really, at the table as a whole or at its rows; nobody is on the list. The faults of the dry run. */
export async function assertRefuses(scene: Scene, table: Upload): Promise<Json[]> {
  const dry = await upload(scene, table);
  assert.ok(
    dry.status === 200 ? dry.body.importable === 0 : dry.body.code === 'import_rejected',
    JSON.stringify(dry.body),
  );
  const really = await upload(scene, { ...table, really: true });
  assert.deepEqual([really.status, really.body.code], [422, 'import_rejected'], JSON.stringify(really.body));
  assert.deepEqual(await namesOf(scene), []);
  assert.ok(dry.body.errors.length > 0, 'a fault is named');
  return dry.body.errors;
}
