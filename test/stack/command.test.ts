import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../config.ts';
import { readCommandConfig, requiredOfStack } from '../../stack/command.ts';
import { claimDataDir } from '../../stack/data-dir.ts';
import { freePort } from '../../stack/port.ts';
import { identify } from '../../stack/process-identity.ts';
import { run } from '../e2e/stack.ts';
import { runDir } from '../support/run.ts';

describe('a command beside the stack', () => {
  let links: string;
  let one: string;
  let stack: ReturnType<typeof claimDataDir>;
  const others: ChildProcess[] = [];
  const settings = {
    PORT: 3100,
    DATABASE_URL: 'postgres://127.0.0.1:55500/one',
    KEY_RING: 'the stack’s',
    DEMO_PASSWORD: 'not-the-default',
  };

  beforeEach(() => {
    const home = mkdtempSync(join(runDir(), 'command-'));
    [links, one] = [join(home, 'links'), join(home, 'one')];
    stack = claimDataDir(one, links);
    stack.announce({ ...settings, DATA_DIR: one });
  });
  afterEach(() => {
    stack.release();
    for (const other of others.splice(0)) other.kill('SIGKILL');
  });

  const read = (env: NodeJS.ProcessEnv = {}) => readCommandConfig({ env, links });

  /** The claim of a stack that another process holds, and the link to it. */
  async function anotherStack(port: number) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    others.push(child);
    await once(child.stdout, 'data');
    const dir = join(one, '..', `on-${port}`);
    mkdirSync(join(dir, 'run'), { recursive: true });
    const claim = join(dir, 'run', `stack-${child.pid}.json`);
    writeFileSync(claim, JSON.stringify({ ...identify(child.pid!), settings: { PORT: port, DATA_DIR: dir } }));
    symlinkSync(claim, join(links, `${child.pid}.json`));
    return { dir, child };
  }

  it('given one stack, when a command is given nothing, then it has the stack’s settings; what it is given counts before them', () => {
    const { PORT, DATABASE_URL, KEY_RING, DEMO_PASSWORD, dataDir, SANDBOX_PORT } = read();
    assert.deepEqual({ PORT, DATABASE_URL, KEY_RING, DEMO_PASSWORD, dataDir }, { ...settings, dataDir: one });
    assert.equal(SANDBOX_PORT, readConfig({}).SANDBOX_PORT);
    const given = read({ PORT: '3200' });
    assert.deepEqual([given.PORT, given.DEMO_PASSWORD], [3200, 'not-the-default']);
    const ownRing = join(one, 'own-ring');
    writeFileSync(ownRing, 'its own');
    const withFile = read({ KEY_RING_FILE: ownRing });
    assert.deepEqual([withFile.PORT, withFile.KEY_RING], [3100, 'its own']);
  });

  it('given the claim with its settings, when its mode is looked at, then only its owner may read it, and it is gone with the stack', () => {
    const claim = join(one, 'run', `stack-${process.pid}.json`);
    assert.deepEqual([statSync(claim).mode & 0o777, readdirSync(links)], [0o600, [`${process.pid}.json`]]);
    stack.release();
    assert.deepEqual([existsSync(claim), readdirSync(links), read().PORT], [false, [], 3000]);
  });

  it('given two stacks, when a command is given no DATA_DIR, then it is told both; with one’s DATA_DIR it has that one’s settings alone', async () => {
    const { dir } = await anotherStack(3300);
    assert.throws(() => read(), {
      message: new RegExp(
        `^2 stacks run here; give one of (?=.*DATA_DIR=${one} \\(port 3100\\)).*DATA_DIR=${dir} \\(port 3300\\)`,
      ),
    });
    assert.equal(read({ DATA_DIR: one }).PORT, 3100);
    const other = read({ DATA_DIR: dir });
    assert.deepEqual([other.PORT, other.DATABASE_URL], [3300, undefined]);
    assert.equal(read({ DATA_DIR: join(one, 'nothing here') }).PORT, 3000);
  });

  it('given a stack that was killed, when a command or the next stack looks, then its settings count no more and its link goes', async () => {
    const { dir, child } = await anotherStack(3300);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual([read().PORT, read({ DATA_DIR: dir }).PORT], [3100, 3000]);
    assert.equal(readdirSync(links).length, 2);
    stack.announce({ ...settings, DATA_DIR: one });
    assert.deepEqual(readdirSync(links), [`${process.pid}.json`]);
  });

  it('given another database than the stack’s, when a command is given it, then nothing of the stack goes with it', () => {
    const config = read({ DATABASE_URL: 'postgres://127.0.0.1:55500/elsewhere' });
    assert.deepEqual([config.PORT, config.DEMO_PASSWORD], [3000, readConfig({}).DEMO_PASSWORD]);
    assert.throws(() => requiredOfStack(config, 'DATABASE_URL', 'KEY_RING'), {
      message: /^Settings are missing: KEY_RING: .*npm start/,
    });
  });

  it('given a DATA_DIR without a value, when it is read, then it is wrong: not the folder one happens to be in', () => {
    assert.throws(() => readConfig({ DATA_DIR: '' }), /DATA_DIR/);
  });

  it('given no stack, when tour, audit or import are started, then each ends with one line on what it tried and what to start, and exit code 1', async () => {
    const [PORT, postgres, DATA_DIR] = [String(await freePort()), await freePort(), join(one, 'nothing here')];
    const database = {
      DATA_DIR,
      DATABASE_URL: `postgres://postgres:secret@127.0.0.1:${postgres}/expo`,
      KEY_RING: 'unread',
    };
    const commands = [
      run({ DATA_DIR, PORT }, 'test/e2e/tour.ts'),
      run({ DATA_DIR }, 'expo.ts', 'audit'),
      run(database, 'expo.ts', 'audit'),
      run({ DATA_DIR }, 'stack/import-previous-edition.ts', 'accounts.csv'),
      run(database, 'stack/import-previous-edition.ts', 'accounts.csv'),
    ];
    const ended = await Promise.all(
      commands.map(async ({ exited, lines }) => [await exited, lines.filter((line) => line !== '').join('\n')]),
    );
    const away = `The database 127.0.0.1:${postgres}/expo cannot be used (connect ECONNREFUSED 127.0.0.1:${postgres}): start the stack with npm start`;
    const missing = `neither given nor known from a running stack; start it with npm start (DATA_DIR=${DATA_DIR})`;
    assert.deepEqual(ended, [
      [
        1,
        `The tour stopped: Nothing answers at http://127.0.0.1:${PORT}/api/v1/sessions (ECONNREFUSED): start the stack with npm start`,
      ],
      [1, `Settings are missing: DATABASE_URL: ${missing}`],
      [1, away],
      [1, `Settings are missing: DATABASE_URL, KEY_RING: ${missing}`],
      [1, away],
    ]);
  });
});
