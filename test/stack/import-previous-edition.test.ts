import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import bcrypt from 'bcryptjs';
import { createPreviousEdition } from '../../db/registration/previous-edition.ts';
import { encode } from '../support/encode.ts';
import { missingIn } from '../../domain/unit-info.ts';
import { uscc } from '../support/fixtures.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { runDir } from '../support/run.ts';
import { startStore, type TestStore } from '../support/store.ts';

const program = fileURLToPath(new URL('../../stack/import-previous-edition.ts', import.meta.url));

describe('import of the edition before', () => {
  let base: TestStore;
  let columns: string[];
  let hash: string;
  let files = 0;
  before(async () => {
    base = await startStore();
    hash = await bcrypt.hash('Of-The-First-Edition-1', 4);
    columns = run('--template').stdout.split('\n')[0]!.split(',');
  });
  after(() => base.close());

  function run(...words: string[]) {
    const env = { ...process.env, DATABASE_URL: base.databaseUrl, KEY_RING_FILE: testKeyRingFile(), NODE_ENV: 'test' };
    return spawnSync(process.execPath, ['--import', 'tsx', program, ...words], { env, encoding: 'utf8' });
  }
  const whole = {
    region: 'mainland',
    category: 'enterprise',
    mobile: '13800138000',
    name: '佛山旧单位',
    province: '广东省',
    city: '佛山市',
    street: '旧街1号',
    registered_capital: '500',
    nature: 'private',
    listed: 'false',
    contact_name: '陈,大文',
    contact_sex: 'male',
    contact_mobile: '13800138000',
    contact_department: '采购部',
    contact_position: 'purchasing.manager',
    contact_email: 'chen@example.com',
    turnover: '10',
    import_value: '0',
    import_modes: 'general_trade',
    industries: 'services/services.logistics;services/services.finance',
  };
  function importing(rows: Record<string, string>[], ...words: string[]) {
    const line = (row: Record<string, string>) => columns.map((column) => `"${row[column] ?? ''}"`).join(',');
    const file = `${runDir()}/previous-edition-${++files}.csv`;
    writeFileSync(
      file,
      `\ufeff${[columns.join(','), ...rows.map((row) => line({ password_hash: hash, ...row }))].join('\r\n')}\r\n`,
    );
    return run(file, ...words);
  }
  const find = (account: string) => createPreviousEdition(base.store).find(account);

  it('given a whole and a partial row, when imported, then both accounts are there, sealed, with what is missing listed; a dry run writes nothing (G2)', async () => {
    const rows = [
      { account: uscc(900_001), ...whole },
      { account: uscc(900_002), ...whole, contact_email: '', industries: '', street: '' },
      { account: 'DE:HRB 77', region: 'overseas', category: 'enterprise', mobile: '+4915112345678' },
    ];
    const dry = importing(rows, '--dry-run');
    assert.deepEqual(
      [dry.status, dry.stdout.trim(), await find(uscc(900_001))],
      [0, '3 account(s) can be imported; nothing was written.', undefined],
    );
    const { status, stdout, stderr } = importing(rows);
    assert.deepEqual([status, stdout.trim(), stderr], [0, 'Imported 3 account(s).', '']);
    const [first, second, third] = [await find(uscc(900_001)), await find(uscc(900_002)), await find('DE:HRB 77')];
    assert.deepEqual(
      [missingIn('unitInfo', first!.unitInfo), first?.unitInfo.contact?.name, first?.unitInfo.industries?.length],
      [[], '陈,大文', 2],
    );
    assert.deepEqual(missingIn('unitInfo', second!.unitInfo), [
      'unitInfo.address.street',
      'unitInfo.contact.email',
      'unitInfo.industries',
    ]);
    assert.deepEqual([third?.unitInfo, third?.mobile], [{}, '+4915112345678']);
    const row = (await base.store
      .knex('previous_edition_accounts')
      .where({ account: uscc(900_001) })
      .first())!;
    assert.ok(!row.form.includes('陈') && !row.mobile.includes('13800138000'));
  });

  it('given wrong rows among good ones, when imported, then each error names its row and column and nothing is imported (G2)', async () => {
    const { status, stdout, stderr } = importing([
      { account: uscc(900_010), ...whole },
      { account: '91440600000000001Z', ...whole },
      { account: uscc(900_011), ...whole, mobile: '12345', registered_capital: 'many' },
      { account: uscc(900_012), ...whole, nature: 'no such nature' },
      { account: uscc(900_013), ...whole, password_hash: 'plain' },
      { account: uscc(900_010), ...whole },
      { account: 'CN:1', ...whole, region: 'overseas' },
      { account: 'HK:1', ...whole, region: 'overseas' },
      { account: 'DE:1', ...whole, region: 'hk_macao_taiwan' },
      { account: 'CN:2', ...whole },
      { account: uscc(900_014), ...whole, region: 'overseas' },
    ]);
    assert.deepEqual([status, stdout], [1, '']);
    for (const fault of [
      'row 3, account: This is neither a unified social credit code nor COUNTRY:number.',
      'row 4, mobile',
      'row 4, registered_capital: "registered_capital" is a number.',
      'row 5, nature: "nature": "no such nature" is not known here.',
      'row 6, password_hash: This hash is neither bcrypt nor argon2.',
      'row 7, account: 9',
      'row 8, region: This is not the region of its account',
      'row 9, region',
      'row 10, region',
      'row 11, region',
      'row 12, region',
    ])
      assert.ok(stderr.includes(fault), `${fault} in\n${stderr}`);
    assert.ok(!stderr.includes('陈') && !stderr.includes('12345'));
    assert.equal(await find(uscc(900_010)), undefined);
  });

  it('given an account imported before, when it comes in a later file, then it is replaced', async () => {
    importing([{ account: uscc(900_020), ...whole }]);
    importing([{ account: uscc(900_020), ...whole, name: '新名' }]);
    assert.equal((await find(uscc(900_020)))?.unitInfo.name, '新名');
  });

  it('given hashes that would cost too much to check, when imported, then each is refused; those within the bounds are taken', () => {
    const argon = (cost: string) => `$argon2id$v=19$${cost}$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo`;
    const costly = [`$2b$15${hash.slice(6)}`, ...['m=65537,t=3,p=4', 'm=65536,t=11,p=4', 'm=65536,t=3,p=5'].map(argon)];
    const refused = importing(
      costly.map((password_hash, n) => ({ account: uscc(900_020 + n), ...whole, password_hash })),
    );
    assert.equal(refused.status, 1);
    assert.equal(
      refused.stderr.match(
        /row \d, password_hash: This hash costs more than bcrypt's 14, or argon2's m=65536,t=10,p=4\./g,
      )?.length,
      4,
      refused.stderr,
    );
    const within = [`$2b$14${hash.slice(6)}`, argon('m=65536,t=3,p=4')];
    const taken = importing(
      within.map((password_hash, n) => ({ account: uscc(900_030 + n), ...whole, password_hash })),
      '--dry-run',
    );
    assert.deepEqual([taken.status, taken.stdout.trim()], [0, '2 account(s) can be imported; nothing was written.']);
  });

  it('given the template filled in, in the encoding and the words of somebody in China, when imported, then its example is passed over and places have their full names', async () => {
    const row = { account: uscc(900_050), ...whole, password_hash: hash, province: '广东', city: '佛山' };
    const line = columns.map((column) => `"${(row as Record<string, string>)[column] ?? ''}"`).join(',');
    const file = `${runDir()}/previous-edition-template.csv`;
    writeFileSync(file, encode(`${run('--template').stdout}${line}\r\n`, 'gbk'));
    const { status, stdout, stderr } = run(file);
    assert.deepEqual([status, stdout.trim(), stderr], [0, 'Imported 1 account(s).', '']);
    const { unitInfo } = (await find(uscc(900_050)))!;
    assert.deepEqual(
      [unitInfo.address?.province, unitInfo.address?.city, unitInfo.contact?.name],
      ['广东省', '佛山市', '陈,大文'],
    );
  });

  it('given a title above the header, when imported, then the header is found and rows count as the file’s do', async () => {
    const file = `${runDir()}/previous-edition-title.csv`;
    const row = { account: uscc(900_060), ...whole, password_hash: hash } as Record<string, string>;
    const line = columns.map((column) => `"${row[column] ?? ''}"`).join(',');
    writeFileSync(file, `Accounts of 2018\n\n${columns.join(',')}\n${line}\nx${line.slice(1)}\n`);
    const { status, stderr } = run(file);
    assert.equal(status, 1);
    assert.match(stderr, /^row 5, account: [^\n]*\nNothing was imported: 1 error\(s\) in 2 row\(s\)\.\n$/);
    writeFileSync(file, `Accounts of 2018\n\n${columns.join(',')}\n${line}\n`);
    assert.equal(run(file).stdout.trim(), 'Imported 1 account(s).');
    assert.equal((await find(uscc(900_060)))?.unitInfo.name, whole.name);
  });

  it('given a file with nobody in it, when imported, dry or not, then it says so and fails', () => {
    const file = `${runDir()}/previous-edition-nobody.csv`;
    writeFileSync(file, run('--template').stdout);
    for (const more of [[], ['--dry-run']]) {
      const { status, stdout, stderr } = run(file, ...more);
      assert.deepEqual([status, stdout, stderr.trim()], [1, '', 'There is nobody in the file.']);
    }
  });

  it('given a file whose encoding cannot be told, when imported, then it is refused in words and nothing is imported', async () => {
    const file = `${runDir()}/previous-edition-latin1.csv`;
    const row = {
      account: 'DE:HRB 78',
      region: 'overseas',
      category: 'enterprise',
      mobile: '+4915112345678',
      name: 'MÜLLER GmbH',
    };
    const lines = [columns, columns.map((column) => (row as Record<string, string>)[column] ?? '')];
    writeFileSync(file, lines.map((cells) => cells.join(',')).join('\n'), 'latin1');
    const { status, stdout, stderr } = run(file);
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /encoding .*\(line 2\).*CSV UTF-8/);
    assert.equal(await find('DE:HRB 78'), undefined);
  });

  it('given a file with a strange or a missing column, one twice, or none, when imported, then it says so', () => {
    const file = `${runDir()}/previous-edition-strange.csv`;
    writeFileSync(file, 'account,strange\nx,y\n');
    const { status, stderr } = run(file);
    assert.equal(status, 1);
    assert.ok(stderr.includes('"strange" is no column') && stderr.includes('column "mobile" is missing'), stderr);
    writeFileSync(file, `${columns.join(',')},Contact Name\n`);
    assert.match(run(file).stderr, /row 1, contact_name: "contact_name" is there twice/);
    assert.equal(run().status, 1);
  });

  it('given an edition that is named, when a file is imported for it, then its accounts wait for whoever comes from it; without one before the current, one must be named (G2)', async () => {
    const account = uscc(900_090);
    assert.equal(importing([{ account, ...whole }], '--edition=7').status, 0);
    const editions = () => base.store.knex('editions').where({ isCurrent: true });
    const before = await find(account);
    await editions().update({ previousEdition: '7' });
    const after = await find(account);
    await editions().update({ previousEdition: null });
    const unnamed = importing([{ account, ...whole }]);
    await editions().update({ previousEdition: '1' });
    assert.deepEqual([before, after?.account], [undefined, account]);
    assert.equal(unnamed.status, 1);
    assert.match(unnamed.stderr, /names none before it/);
  });
});
