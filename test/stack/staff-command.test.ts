import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { verify } from '@node-rs/argon2';
import { readEntry } from '../../stack/expo/staff-entry.ts';
import { createStaffInvitations } from '../../db/staff-invitation.ts';
import { createSessions } from '../../db/session.ts';
import { createStaff } from '../../db/staff.ts';
import { staffToken } from '../support/fixtures.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { runDir } from '../support/run.ts';
import { startStore, type TestStore } from '../support/store.ts';

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('the commands about staff', () => {
  let base: TestStore;
  before(async () => {
    base = await startStore();
  });
  after(() => base.close());

  /** `npx expo …`, on a database of its own and beside no Temporal. */
  function expo(words: string[], more: Record<string, string> = {}) {
    const env = {
      ...process.env,
      DATABASE_URL: base.databaseUrl,
      KEY_RING_FILE: testKeyRingFile(),
      NODE_ENV: 'test',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PUBLIC_URL: 'https://expo.example',
      ...more,
    };
    const { status, stdout, stderr } = spawnSync(process.execPath, [inRepository('expo.mjs'), ...words], {
      env,
      encoding: 'utf8',
    });
    const lines = (text: string) => text.split('\n').filter(Boolean);
    return { status, told: lines(stdout), refused: lines(stderr) };
  }
  const linkIn = (line: string | undefined) =>
    /: (https:\/\/expo\.example\/app\/staff-invitations\/(\w{32}))$/.exec(line ?? '')?.[2];
  const invited = async (token: string | undefined) =>
    (await createStaffInvitations(base.store).find(token ?? ''))?.login;
  const count = async () => (await base.store.knex('staff').pluck('staffId')).length;

  it('given nobody of that login, when they are added, then the link is printed once; and the second time nobody is touched', async () => {
    const add = ['staff:add', ' Vera ', '--role', 'auditor', '--print', '--mobile', '13700001111'];
    const first = expo(add);
    assert.deepEqual([first.status, first.refused], [0, []]);
    assert.match(
      first.told.join(),
      /^Vera: added as auditor; the link is told this once, and holds until 20\S+Z: http/i,
    );
    const login = first.told[0]!.split(':')[0]!;
    const token = linkIn(first.told[0]);
    assert.equal(await invited(token), login);
    assert.deepEqual(expo(add), { status: 0, told: [`${login}: is there already`], refused: [] });
    assert.equal(await invited(token), login);
    const as = expo(['staff:add', login, '--role', 'bureau']);
    assert.deepEqual([as.status, as.told], [1, []]);
    assert.match(as.refused.join(), /is there as auditor, not as bureau/);
    const { mobile, role } = (await createStaff(base.store).find(login))!;
    assert.deepEqual([mobile, role], ['13700001111', 'auditor']);
    const rows = await base.store.knex('audit_entries').where({ subject: login }).select('action', 'staffId', 'detail');
    assert.deepEqual(rows, [
      { action: 'staff_added', staffId: null, detail: { role: 'auditor', command: 'staff:add' } },
    ]);
  });

  it('given a mobile and a Temporal that is away, when somebody is added, then the link is printed instead of lost, and no text waits', async () => {
    const { status, told } = expo([
      'staff:add',
      'rita',
      '--role',
      'delegation',
      '--delegation',
      '3',
      '--mobile',
      '13700002222',
    ]);
    assert.equal(status, 0);
    assert.match(told.join(), /^rita: added as delegation 3; no text can be sent \(.+\); the link is told this once/);
    assert.equal(await invited(linkIn(told[0])), 'rita');
    assert.deepEqual(await base.store.knex('notifications').pluck('state'), ['not_needed']);
  });

  it('given what is wrong with somebody, when they are added, then each thing is said and nobody is', async () => {
    const faultsOf = (typed: Parameters<typeof readEntry>[0]) => {
      const read = readEntry(typed);
      return 'faults' in read ? read.faults.join() : '';
    };
    assert.match(faultsOf({ login: 'x', role: 'chief' }), /"role" is one of: delegation, bureau, operator, auditor/);
    assert.match(faultsOf({ login: 'x', role: 'delegation' }), /Staff of a delegation have a delegation/);
    assert.match(faultsOf({ login: 'x', role: 'bureau', delegation: '3' }), /nobody else has one/);
    assert.match(faultsOf({ login: 'x', role: 'bureau', mobile: '123' }), /A mainland mobile has 11 digits/);
    const before = await count();
    for (const [words, said] of [
      [['x', '--role', 'delegation', '--delegation', '99'], /the edition has no delegation no\. 99/],
      [['x', '--rolle', 'bureau'], /Unknown option '--rolle'/],
    ] as const) {
      const { status, told, refused } = expo(['staff:add', ...words]);
      assert.deepEqual([status, told], [1, []], words.join(' '));
      assert.match(refused.join(), said);
    }
    assert.equal(await count(), before);
  });

  it('given a table, when a row of it is wrong, then nobody is added and each row is named; mended, each has a line, and the second time nothing changes', async () => {
    const file = `${runDir()}/staff.csv`;
    const before = await count();
    writeFileSync(file, 'login,role,delegation,mobile\nann,bureau,,137\nben,delegation,,\nann,boss,,\n');
    const wrong = expo(['staff:add', '--file', file]);
    assert.equal(wrong.status, 1);
    assert.deepEqual(
      wrong.refused.map((line) => line.split(':')[0]!.replace(runDir(), '')),
      ['/staff.csv', 'row 2, mobile', 'row 3, delegation', 'row 4, role'],
    );
    assert.equal(await count(), before);
    writeFileSync(file, '\ufeffLogin;Role;Delegation;Mobile\r\nann;bureau;;\r\nben;delegation;5;13700003333\r\n');
    const added = expo(['staff:add', '--file', file, '--print']);
    assert.deepEqual([added.status, added.refused], [0, []]);
    assert.deepEqual(await Promise.all(added.told.map((line) => invited(linkIn(line)))), ['ann', 'ben']);
    assert.deepEqual(expo(['staff:add', '--file', file]).told, ['ann: is there already', 'ben: is there already']);
  });

  it('given somebody who is in, when they are reset and disabled, then they are out, their links are void, and a repeat says so', async () => {
    const token = await staffToken(base.store, 'delegation-9');
    const [first, second] = [
      expo(['staff:reset', 'delegation-9', '--print']),
      expo(['staff:reset', 'delegation-9', '--print']),
    ];
    assert.deepEqual([first.status, second.status], [0, 0]);
    assert.equal(await createSessions(base.store).find(token), undefined);
    assert.deepEqual(
      [await invited(linkIn(first.told[0])), await invited(linkIn(second.told[0]))],
      [undefined, 'delegation-9'],
    );
    assert.equal((await createStaff(base.store).find('delegation-9'))!.hasPassword, false);
    assert.deepEqual(expo(['staff:disable', 'delegation-9']).told, ['delegation-9: disabled, and logged out']);
    assert.equal(await invited(linkIn(second.told[0])), undefined);
    assert.deepEqual(expo(['staff:disable', 'delegation-9']).told, ['delegation-9: is disabled already']);
    const { status, refused } = expo(['staff:reset', 'delegation-9']);
    assert.equal(status, 1);
    assert.match(refused.join(), /is disabled/);
    assert.match(expo(['staff:disable', 'nobody']).refused.join(), /nobody has this login/);
  });

  it('given the demo’s table, when it is added with the public password, then only where a demo was asked for and beside nobody’s own; who is there keeps theirs', async () => {
    const demo = ['staff:add', '--file', inRepository('staff.example.csv'), '--demo'];
    const before = await count();
    for (const more of [{}, { DEMO: 'yes', NODE_ENV: 'production' }] as Record<string, string>[]) {
      const { status, told, refused } = expo(demo, more);
      assert.deepEqual([status, told], [1, []]);
      assert.match(refused.join(), /DEMO=yes/);
    }
    assert.match(
      expo(demo, { DEMO: 'yes' }).told.join(),
      /^No demo staff were added: .*\(staff /,
      'all of them are there',
    );
    await base.store.knex('staff').where({ login: 'delegation-27' }).delete();
    const beside = expo(demo, { DEMO: 'yes' });
    assert.deepEqual([beside.status, beside.told], [1, []]);
    assert.match(beside.refused.join(), /^No demo staff were added: .*\(staff /);
    const left = expo([...demo, '--if-none'], { DEMO: 'yes' });
    assert.deepEqual([left.status, left.refused], [0, []]);
    assert.equal(await count(), before - 1);

    const fresh = await startStore();
    try {
      const { knex } = fresh.store;
      await knex('staff').where({ login: 'delegation-27' }).delete();
      const more = { DEMO: 'yes', DEMO_PASSWORD: 'public-to-all', DATABASE_URL: fresh.databaseUrl };
      const { told, status } = expo(demo, more);
      assert.equal(status, 0);
      assert.equal(told.filter((line) => line.endsWith('is there already')).length, 30);
      assert.ok(told.includes('delegation-27: added as delegation 27, with the demo password'));
      const hashOf = async (login: string) =>
        (await knex('staff').where({ login }).first('passwordHash'))!.passwordHash!;
      assert.deepEqual(
        [
          await verify(await hashOf('delegation-27'), 'public-to-all'),
          await verify(await hashOf('bureau'), 'public-to-all'),
        ],
        [true, false],
      );
      assert.equal((await createStaff(fresh.store).find('delegation-27'))!.mobile, '13900000021');
    } finally {
      await fresh.close();
    }
  });
});
