import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import bcrypt from 'bcryptjs';
import { createKnex, rowsOf, untyped } from '../../db/knex.ts';
import { dumpSchema } from '../../db/dump-schema.ts';
import type { Db } from '../../db/query.ts';
import { readRecording } from '../replay/histories.ts';
import { replayHistories } from '../support/replay.ts';
import { runDir } from '../support/run.ts';
import { quietRuntime } from '../support/temporal.ts';
import { tamperWithAudit } from './audit-head.ts';
import { createCast } from './people.ts';
import { newSettings, run, runCommand, startStack, type Settings, type Stack } from './stack.ts';
import { createUnit } from './unit.ts';

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

interface Sbom {
  bomFormat: string;
  components: { name: string }[];
}

/** The rows of each table, but for what is another each time it is made: a password's hash, and knex's lock. */
async function contentsOf(knex: Db): Promise<Record<string, string>> {
  const tables = await rowsOf<{ name: string }>(
    knex,
    "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'knex_migrations_lock'",
  );
  const contents: Record<string, string> = {};
  for (const { name } of tables) {
    const rows = await untyped(knex)(name)
      .select(untyped(knex).raw("(to_jsonb(??) - 'password_hash')::text AS row", [name]))
      .orderBy('row');
    contents[name] = rows.map(({ row }) => row).join('\n');
  }
  return contents;
}

/* Each command that README names, as a person types it beside a running stack; `start` and `tour` are in tour.test.ts. */

describe('the commands of README', function () {
  this.timeout(120_000);
  let stack: Stack;
  let settings: Settings;
  let scratch: string;

  before('a stack as a person starts it', async function () {
    this.timeout(180_000);
    stack = await startStack(await newSettings());
    settings = { ...stack.settings, DATABASE_URL: stack.databaseUrl, KEY_RING_FILE: stack.keyRingFile };
    scratch = mkdtempSync(join(runDir(), 'commands-'));
    // Started by root, Postgres runs under another account, which must pass through.
    chmodSync(scratch, 0o711);
  });
  after(() => stack?.stop('SIGTERM'));

  /** `npm run LINE`: how it ended and what it said. */
  async function npmRun(line: string, more: Settings = {}) {
    const { lines, exited } = runCommand(
      { ...settings, ...more },
      { command: 'npm', args: ['run', '--silent', ...line.split(' ')] },
    );
    return { code: await exited, lines };
  }

  it('given an empty database, when it is migrated and an edition is applied, then it has the schema and the delegations; and the second time nothing changes', async () => {
    await stack.rows('CREATE DATABASE empty TEMPLATE template0');
    const databaseUrl = Object.assign(new URL(stack.databaseUrl), { pathname: '/empty' }).href;
    const knex = createKnex({ databaseUrl, pool: 1, name: 'commands-test' });
    const there = { DATABASE_URL: databaseUrl };
    try {
      const unlike = run({ ...settings, ...there }, 'stack/database.ts', 'schema:check');
      assert.equal(await unlike.exited, 1);
      assert.match(unlike.lines.join('\n'), /db\/schema\.sql differs .* npm run schema:dump/);

      const applied = readdirSync(inRepository('db/migrations')).length;
      assert.deepEqual(await npmRun('migrate', there), { code: 0, lines: [`Migrations applied: ${applied}`] });
      assert.equal(await dumpSchema(knex), readFileSync(inRepository('db/schema.sql'), 'utf8'));
      assert.deepEqual(await npmRun('migrate', there), { code: 0, lines: ['Migrations applied: 0'] });

      const expo = (line: string) => npmRun(`expo -- ${line}`, there);
      const made = await expo('edition:apply edition.example.yaml');
      assert.deepEqual([made.code, made.lines[0]], [0, '+ edition 2 第二届中国国际进口博览会'], made.lines.join('\n'));
      const contents = await contentsOf(knex);
      assert.equal(contents['delegations']!.split('\n').length, 27);
      assert.equal(contents['staff'], '', 'nobody can log in where nobody asked for a demo');
      assert.deepEqual(await expo('edition:apply edition.example.yaml'), { code: 0, lines: ['Nothing to change.'] });
      const file = await expo('edition:export');
      assert.deepEqual([file.code, file.lines.includes('nameZh: 第二届中国国际进口博览会')], [0, true]);
      assert.deepEqual(await contentsOf(knex), contents);
    } finally {
      await knex.destroy();
    }
  });

  it('given the migrations, when the schema is dumped and checked, then the file is written anew, as it was, and nothing differs', async () => {
    const file = inRepository('db/schema.sql');
    const [before, written] = [readFileSync(file, 'utf8'), statSync(file).mtimeMs];
    try {
      const dump = await npmRun('schema:dump');
      assert.equal(dump.code, 0, dump.lines.join('\n'));
      assert.equal(readFileSync(file, 'utf8'), before);
      assert.ok(statSync(file).mtimeMs > written);
    } finally {
      if (readFileSync(file, 'utf8') !== before) writeFileSync(file, before);
    }
    const check = await npmRun('schema:check');
    assert.equal(check.code, 0, check.lines.join('\n'));
  });

  it('given a paid order, when its line is tampered with as the owner, then the audit names the statement and the order until it is put right', async () => {
    const unit = await createUnit(stack, 1);
    const { orderNo } = await unit.place();
    await unit.pay(await unit.openPayment(orderNo));
    await unit.stateIs(orderNo, 'paid');
    const clean = await npmRun('audit');
    assert.deepEqual([clean.code, clean.lines.length], [0, 20], clean.lines.join('\n'));
    assert.deepEqual(
      clean.lines.filter((line) => !line.startsWith('ok  ')),
      [],
    );

    const adjust = (fen: number) =>
      stack.rows('UPDATE order_lines SET payable_fen = payable_fen + $1 WHERE order_no = $2', [fen, orderNo]);
    await adjust(-1);
    const broken = await npmRun('audit');
    assert.equal(broken.code, 1);
    const statement = 'the shares of the lines add up to what the order pays';
    assert.deepEqual(
      broken.lines.filter((line) => !line.startsWith('ok  ')),
      [`FAIL  ${statement}`, `        ${orderNo}: 20000`],
    );

    await adjust(1);
    assert.deepEqual(await npmRun('audit'), clean);
  });

  it('given an audit whose head was noted, when an entry is changed or the end cut off as the owner, then the audit names the position, or the head, until it is put right', async () => {
    await tamperWithAudit(stack, npmRun);
  });

  it('given the template of accounts of the edition before, when its example is left in, then nothing is imported; filled in, it is tried and then imported (G2)', async () => {
    const accounts = async () =>
      (await stack.rows<{ account: string }>('SELECT account FROM previous_edition_accounts')).map(
        ({ account }) => account,
      );
    // The demo's own is there.
    const before = await accounts();
    const file = join(scratch, 'first-edition.csv');
    const template = await npmRun('import:previous-edition -- --template');
    assert.deepEqual([template.code, template.lines.length], [0, 2]);
    writeFileSync(file, template.lines.join('\n'));
    const example = await npmRun(`import:previous-edition -- ${file}`);
    assert.deepEqual([example.code, example.lines.at(-1)], [1, 'There is nobody in the file.']);

    const { uscc, mobile, password, unitInfo } = createCast('commands.test');
    const row: Record<string, string> = {
      account: uscc,
      region: 'mainland',
      category: 'enterprise',
      mobile,
      password_hash: await bcrypt.hash(password, 4),
      name: unitInfo.name,
    };
    const columns = template.lines[0]!.split(',');
    writeFileSync(file, [columns.join(','), columns.map((column) => row[column] ?? '').join(',')].join('\n'));
    const tried = await npmRun(`import:first-edition -- ${file} --dry-run`);
    assert.deepEqual(tried, { code: 0, lines: ['1 account(s) can be imported; nothing was written.'] });
    assert.deepEqual(await accounts(), before);
    assert.deepEqual(await npmRun(`import:previous-edition -- ${file}`), {
      code: 0,
      lines: ['Imported 1 account(s).'],
    });
    assert.deepEqual(new Set(await accounts()), new Set([...before, uscc]));
  });

  it('given the lock file, when its bill of materials is made, then it lists what production is made of, without what only develops', async () => {
    const { code, lines } = await npmRun('sbom');
    assert.equal(code, 0, lines.join('\n'));
    const { bomFormat, components } = JSON.parse(readFileSync(inRepository('dist/sbom.cdx.json'), 'utf8')) as Sbom;
    assert.equal(bomFormat, 'CycloneDX');
    const names = components.map(({ name }) => name);
    assert.deepEqual(
      ['express', 'alipay-sdk', 'mocha', 'typescript'].map((name) => names.includes(name)),
      [true, true, false, false],
    );
    assert.equal(lines.at(-1), `dist/sbom.cdx.json: ${names.length} packages, each under an allowed licence`);
  });

  it('given the fonts of the badges, when their coverage is asked for, then each set is counted, with what is missing and its code points', async () => {
    const { code, lines } = await npmRun('fonts:check');
    assert.equal(code, 0, lines.join('\n'));
    const counts = new Map(
      lines.flatMap((line) => {
        const [, name, covered, all] = /^(\S.*): (\d+) of (\d+)$/.exec(line) ?? [];
        return name === undefined ? [] : [[name, [Number(covered), Number(all)]]];
      }),
    );
    assert.deepEqual([...counts.keys()].slice(0, 4), ['GB 2312', '通用规范汉字表', 'GB 18030-2022 level 2', 'HKSCS']);
    assert.equal(counts.size, 10);
    assert.deepEqual(counts.get('通用规范汉字表'), [8105, 8105]);
    assert.deepEqual(counts.get('Vietnamese'), [146, 146]);
    for (const [name, [covered, all]] of counts) if (name !== 'HKSCS') assert.equal(covered, all, name);
    assert.ok(
      lines.some((line) => /^  missing: . U\+2BB37, /u.test(line)),
      lines.join('\n'),
    );
  });

  it('given no bundle, when the workflows are built, then it is there and replays an order', async () => {
    quietRuntime();
    const codePath = inRepository('dist/workflow-bundle.js');
    rmSync(codePath, { force: true });
    const { code, lines } = await npmRun('build');
    assert.equal(code, 0, lines.join('\n'));
    const replayed: unknown[] = [];
    for await (const { error } of replayHistories({ codePath }, [readRecording('badge-order/paid-settled')]))
      replayed.push(error);
    assert.deepEqual(replayed, [undefined]);
  });

  it('given one history named, when it is lived through into a folder, then it alone lies there, goes as the stored one, and that stays as it was', async () => {
    const name = 'verification-code/sent';
    const stored = () => readFileSync(inRepository(`test/replay/histories/${name}.json`), 'utf8');
    const before = stored();
    const folder = join(scratch, 'histories');
    const { code, lines } = await npmRun(`replay:refresh -- verification-code --into ${folder}`);
    assert.equal(code, 0, lines.join('\n'));
    assert.equal(lines.at(-1), name);
    assert.deepEqual(readdirSync(folder, { recursive: true }).map(String).toSorted(), [
      'verification-code',
      `${name}.json`,
    ]);
    const steps = ({ history }: ReturnType<typeof readRecording>) => history.events?.map(({ eventType }) => eventType);
    assert.deepEqual(steps(readRecording(name, pathToFileURL(`${folder}/`))), steps(readRecording(name)));
    assert.equal(stored(), before);

    const unknown = await npmRun(`replay:refresh -- no-such-history --into ${folder}`);
    assert.equal(unknown.code, 1);
    assert.match(unknown.lines.join('\n'), /No history has the name no-such-history/);
  });

  it('given a few orders, when they live at random, then none breaks an invariant and the seed is said', async () => {
    const { code, lines } = await npmRun('races -- --runs 4 --at-once 4 --seed 7');
    assert.equal(code, 0, lines.join('\n'));
    assert.ok(lines.includes('seed 7, 4 sequences, 4 at once'));
    assert.match(lines.at(-1)!, /^4 sequences, none broke an invariant, /);
  });

  it('given everything wrong, when some of it is sent to one operation, then what was answered is said and nothing is out of bounds', async () => {
    const { code, lines } = await npmRun('fuzz -- --each 20 --only /first-edition/codes');
    assert.equal(code, 0, lines.join('\n'));
    assert.match(lines.at(-1)!, /^\d+ requests to 1 operations, 0 out of bounds$/);
  });

  it('given lives in virtual time, when a guard is missing, then the shortest that shows it is told, and is found again by its seed and path', async () => {
    const missing = await npmRun('simulate -- --lives 300 --processes 1 --seed 2 --without 6');
    assert.equal(missing.code, 1);
    const again = /npm run (simulate -- .*--path .*)$/.exec(missing.lines.at(-1)!)?.[1];
    assert.ok(again, missing.lines.slice(-5).join('\n'));
    const found = await npmRun(again);
    assert.equal(found.code, 1);
    assert.match(found.lines.at(-1)!, /the invoice is reversed before the money goes/);

    const wrong = await npmRun('simulate -- --without 99');
    assert.equal(wrong.code, 1);
    assert.match(wrong.lines.join('\n'), /--without must be the number of a guard, not "99"/);
  });

  it('given a running stack, when its pages are shot, then each picture lies there', async () => {
    const folder = join(scratch, 'pages');
    const { code, lines } = await npmRun(`web:shots -- --into ${folder}`);
    assert.equal(code, 0, lines.join('\n'));
    assert.deepEqual(readdirSync(folder).toSorted(), ['flowchart.png', 'payment.png', 'review.png']);
  });

  it('given a small load, when the stack is measured, then every figure is said and kept, and nothing is left behind', async () => {
    const file = join(scratch, 'figures.json');
    const { code, lines } = await npmRun(`bench -- --orders 4 --clients 2 --json ${file}`, { TMPDIR: scratch });
    assert.equal(code, 0, lines.join('\n'));
    const { complete, failed, orders, clients, figures } = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual({ complete, failed, orders, clients }, { complete: true, failed: [], orders: 4, clients: 2 });
    assert.equal(figures.length, 13);
    for (const { name, value, unit, reached } of figures) {
      assert.ok(Number.isFinite(value) && lines.some((line) => line.startsWith(name)), name);
      // How fast depends on the machine; what an order costs does not.
      if (unit === 'events' || unit === 'activities') assert.equal(reached, true, name);
    }
    assert.deepEqual(
      readdirSync(scratch).filter((name) => name.startsWith('expo-')),
      [],
    );
  });
});
