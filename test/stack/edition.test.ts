import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeEditionFile } from '../../api/edition-export.ts';
import { createEditionPlans } from '../../db/edition-plan.ts';
import { inTransaction, untyped } from '../../db/knex.ts';
import { applyEditionFile, type EditionFileSettings } from '../../stack/expo/edition-file.ts';
import { exampleFile } from '../support/edition.ts';
import { createUnit } from '../support/fixtures.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { createBuyer, createPeople, newOrderNo } from '../support/order-fixture.ts';
import { createBadgeOrderPlacement } from '../../db/order/badge-order-placing.ts';
import { runDir } from '../support/run.ts';
import { startStore, type TestStore } from '../support/store.ts';

const expo = fileURLToPath(new URL('../../expo.mjs', import.meta.url));
const example = fileURLToPath(exampleFile);

describe('npx expo edition:apply and edition:export', () => {
  let base: TestStore;
  let files = 0;
  beforeEach(async () => {
    base = await startStore({ asApplication: false });
  });
  afterEach(() => base.close());

  /** As a person types it. */
  function run(words: string[], more: Record<string, string> = {}) {
    const { DEMO: _demo, ...own } = process.env;
    const env = { ...own, DATABASE_URL: base.databaseUrl, KEY_RING_FILE: testKeyRingFile(), NODE_ENV: 'test', ...more };
    const { status, stdout, stderr } = spawnSync(process.execPath, [expo, ...words], { env, encoding: 'utf8' });
    return { code: status, lines: stdout.trimEnd().split('\n'), error: stderr.trimEnd(), stdout };
  }
  /** The same without a process for each. */
  async function apply(path: string, how: Omit<EditionFileSettings, 'file' | 'say'> = {}) {
    const lines: string[] = [];
    const error = await applyEditionFile(base.store, { file: path, say: (line) => void lines.push(line), ...how }).then(
      () => '',
      ({ message }: Error) => message,
    );
    return { lines, error };
  }
  function file(source: string): string {
    const path = join(runDir(), `edition-${++files}.yaml`);
    writeFileSync(path, source);
    return path;
  }
  const exported = async (edition = '2') => writeEditionFile((await createEditionPlans(base.store).find(edition))!);
  /** As an installed database is before its first edition. */
  async function withoutEdition() {
    for (const table of [
      'allocation_rules',
      'survey_questions',
      'supporting_events',
      'invitation_codes',
      'staff',
      'delegations',
      'editions',
      'seeded_rows',
    ])
      await untyped(base.store.knex)(table).delete();
  }
  /** An order of a buyer of its own. */
  async function place() {
    const { registrationId } = await createBuyer(base.store);
    const attendeeIds = await createPeople(base.store, registrationId, [{}]);
    return inTransaction(base.store, (trx) =>
      createBadgeOrderPlacement(trx).place({
        orderNo: newOrderNo(),
        registrationId,
        attendeeIds,
        pickup: 'delegation',
        paymentWindowSeconds: 900,
      }),
    );
  }
  const audited = () =>
    base.store
      .knex('audit_entries')
      .whereIn('action', ['edition_changed', 'edition_closed'])
      .orderBy('at')
      .select('action', 'subject', 'detail', 'staffId');

  it('given no edition, when the example is tried, applied and applied again, then it is shown, made and found to be there', async () => {
    await withoutEdition();
    const before = (await audited()).length;
    const dry = run(['edition:apply', example, '--dry-run']);
    assert.deepEqual([dry.code, dry.error, dry.lines[0]], [0, '', '+ edition 2 第二届中国国际进口博览会']);
    assert.match(dry.lines.at(-1)!, /^\d+ change\(s\); nothing was written\.$/);
    assert.deepEqual(await base.store.knex('editions'), []);
    const made = run(['edition:apply', example]);
    assert.deepEqual([made.code, made.lines.slice(0, -1)], [0, dry.lines.slice(0, -1)]);
    assert.match(made.lines.at(-1)!, /^Edition 2: \d+ change\(s\) made\.$/);
    assert.deepEqual((await apply(example)).lines, ['Nothing to change.']);
    const out = run(['edition:export']);
    assert.deepEqual([out.code, out.stdout], [0, await exported()]);
    assert.match(run(['edition:export', '9']).error, /There is no edition 9/);

    const edition = (await base.store.knex('editions').where({ edition: '2' }).first('*'))!;
    assert.deepEqual(
      [edition.isCurrent, edition.registrationOpensAt.toISOString(), edition.professionalFeeFen],
      [true, '2019-05-20T01:00:00.000Z', 20_000],
    );
    assert.equal((await base.store.knex('invitation_codes')).length, 0, 'codes are a demo’s');
    const [entry, ...others] = (await audited()).slice(before);
    assert.deepEqual([entry!.action, entry!.subject, entry!.staffId, others.length], ['edition_changed', '2', null, 0]);
    assert.equal(entry!.detail['by'], 'edition:apply');
    assert.equal(typeof entry!.detail['user'], 'string');
    assert.doesNotMatch(JSON.stringify(entry!.detail), /彭晓瑜|38819873/);
  });

  it('given an edition, when its file is given out, then applying it changes nothing; and of one changed by hand it makes what was', async () => {
    const before = await exported();
    assert.deepEqual((await apply(file(before))).lines, ['Nothing to change.']);
    const plan = await createEditionPlans(base.store).find('2');
    const source = before
      .replace('vip: 0', 'vip: 700')
      .replace('reviewLevels: 1', 'reviewLevels: 2')
      .replace('phones: 0757-83350029', 'phones: 0757-1')
      .replace('capacity: 80', 'capacity: 90')
      .replace(/registrationClosesAt: .*/, 'registrationClosesAt: 2126-12-01 12:00')
      .replace(/expoClosesAt: .*/, 'expoClosesAt: 2126-12-24 12:00');
    const { lines, error } = await apply(file(source));
    assert.equal(error, '');
    assert.match(lines.join('\n'), /^registrationClosesAt \S+ → 2126-12-01T12:00:00\+08:00$/m);
    assert.match(lines.join('\n'), /^delegation 3 phones 0757-83350029 → 0757-1$/m);
    assert.deepEqual(lines.slice(-2), [
      'Edition 2: 6 change(s) made.',
      'Registrations that are open hear of it within five minutes.',
    ]);
    const moved = (await base.store.knex('editions').first('calendarVersion', 'calendarTold', 'version'))!;
    assert.deepEqual(moved, { calendarVersion: 1, calendarTold: 0, version: 2 });
    assert.deepEqual((await apply(file(await exported()))).lines, ['Nothing to change.']);
    assert.equal((await apply(file(before))).error, '');
    assert.deepEqual(await createEditionPlans(base.store).find('2'), plan);
  });

  it('given what would break, when a file asks for it, then everything in the way is told and nothing is written', async () => {
    const { store } = base;
    await place();
    await createUnit(store, { state: 'draft' });
    const plan = await createEditionPlans(store).find('2');
    const source = await exported();
    const wrong = source
      .replace('professional: 20000', 'professional: 30000')
      .replace(/registrationClosesAt: .*/, 'registrationClosesAt: 2019-10-10 18:00')
      .replace(/registrationOpensAt: .*/, 'registrationOpensAt: 2019-05-20 09:00')
      .replace(/ +- no: 27\n(?: {8,}.*\n)+/, '');
    const { lines, error } = await apply(file(wrong));
    assert.equal(error, 'Nothing was changed: 3 refusal(s)');
    assert.deepEqual(
      lines.filter((line) => line.startsWith('refused')),
      [
        'refused: registrationClosesAt: 1 unit(s) have not submitted and would end at once: give a time to come.',
        'refused: feesFen.professional: 1 order(s) with this fee await payment: change it when they are paid or closed.',
        'refused: delegation 27: It has 0 unit(s), 1 member(s) of staff and 1 invitation code(s).',
      ],
    );
    assert.deepEqual(await createEditionPlans(store).find('2'), plan);
    assert.deepEqual((await audited()).length, 1, 'the template’s own');

    const end = await apply(file(source), { close: true });
    assert.deepEqual(end.lines, [
      'refused: close: 1 registration(s) are open: not submitted, returned or under review.',
      'refused: close: 1 order(s) await payment or are being closed.',
    ]);
    const next = await apply(file(source.replace('edition: 2', 'edition: 3')));
    assert.match(next.lines.at(-1)!, /^refused: edition: Edition 2 is current and has not ended/);
  });

  it('given nothing unfinished, when the edition is ended, then it stays as it is and the next one is current beside it', async () => {
    const source = await exported();
    assert.deepEqual((await apply(file(source), { close: true })).lines, ['Edition 2 has ended.']);
    assert.deepEqual((await apply(file(source), { close: true })).lines, ['Nothing to change.']);
    assert.match(
      (await apply(file(source.replace('vip: 0', 'vip: 1')))).lines.at(-1)!,
      /^refused: edition: This edition ended at /,
    );
    assert.deepEqual(await place(), { refused: { code: 'edition_over' } });
    const next = await apply(
      file(source.replace('edition: 2', 'edition: 3').replace(/previousEdition: .*/, 'previousEdition: "2"')),
    );
    assert.equal(next.error, '');
    const editions = await base.store
      .knex('editions')
      .orderBy('edition')
      .select('edition', 'isCurrent', 'previousEdition');
    assert.deepEqual(editions, [
      { edition: '2', isCurrent: false, previousEdition: '1' },
      { edition: '3', isCurrent: true, previousEdition: '2' },
    ]);
    assert.equal((await base.store.knex('delegations')).length, 54);
    assert.deepEqual((await apply(file(await exported('2')))).lines, ['Nothing to change.']);
    assert.match(await exported(), /^nameZh/m);
    assert.deepEqual(
      (await audited()).map(({ action, subject }) => `${action} ${subject}`),
      ['edition_changed 2', 'edition_closed 2', 'edition_changed 3'],
    );
  });

  it('given a demo, when it is asked for, then it is open today with a code for each delegation; a later day moves nothing, and nobody’s own edition becomes one', async () => {
    await withoutEdition();
    assert.match(run(['edition:apply', example, '--demo']).error, /give DEMO=yes/);
    const asDemo = (how: { ifNone?: boolean } = {}) => apply(example, { demo: true, ...how });
    assert.match(
      run(['edition:apply', example, '--demo'], { DEMO: 'yes', NODE_ENV: 'production' }).error,
      /DEMO=yes is refused/,
    );
    const made = run(['edition:apply', example, '--demo'], { DEMO: 'yes' });
    assert.deepEqual(
      [made.code, made.lines.at(-1)],
      [0, 'Invitation codes DEMO-NN, one for each delegation: 27 made.'],
    );
    const dates = () =>
      base.store.knex('editions').first({
        open: base.store.knex.raw<boolean>('now() BETWEEN registration_opens_at AND registration_closes_at'),
        closes: 'registrationClosesAt',
      });
    const before = (await dates())!;
    assert.equal(before.open, true);
    await untyped(base.store.knex).raw(
      "UPDATE editions SET registration_opens_at = registration_opens_at - interval '1 day', registration_closes_at = registration_closes_at - interval '1 day', expo_closes_at = expo_closes_at - interval '1 day'; UPDATE supporting_events SET starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day', sign_up_closes_at = sign_up_closes_at - interval '1 day'",
    );
    assert.deepEqual((await asDemo()).lines, ['Nothing to change.']);
    assert.equal((await dates())!.closes.getTime(), before.closes.getTime() - 86_400_000);
    assert.deepEqual((await asDemo({ ifNone: true })).lines, ['Edition 2 is there.']);
    await base.store.knex('seeded_rows').delete();
    assert.match((await asDemo()).error, /Edition 2 is no demo/);
  });

  it('given a file with faults, or none, when it is applied, then each fault has its line and nothing is written', async () => {
    const source = readFileSync(example, 'utf8').replace('vip: 0', 'vip: none');
    const { lines, error } = await apply(file(source));
    assert.deepEqual([error, lines.length], ['Nothing was changed: 1 fault(s) in the file', 1]);
    assert.match(
      lines[0]!,
      /^edition-\d+\.yaml:\d+ feesFen\.vip: Fee of VIPs is a whole number\.$|^edition-\d+\.yaml:\d+ feesFen\.vip: Fee of VIPs is a number\.$/,
    );
    assert.match((await apply('/no/such/file.yaml')).error, /cannot be read \(ENOENT\)/);
    assert.match(run(['edition:apply']).error, /Which file\?/);
  });
});
