import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, readEnvFile } from '../../config.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { runDir } from '../support/run.ts';

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('.env', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(runDir(), 'env-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** What a program knows that is started with `env` where the file has this text. */
  function known(text: string, env: NodeJS.ProcessEnv = {}) {
    const file = join(dir, 'settings');
    writeFileSync(file, text);
    const all: NodeJS.ProcessEnv = { ENV_FILE: file, ...env };
    readEnvFile(all);
    return all;
  }

  it('given a file, when it is read, then it says what the environment does not; an empty line says nothing', () => {
    const env = known('PORT=3001\nHOST=10.0.0.1\nTEMPORAL_API_KEY=secret\nPUBLIC_URL=\n', { PORT: '3002' });
    assert.deepEqual(
      [env['PORT'], env['HOST'], env['TEMPORAL_API_KEY'], env['PUBLIC_URL']],
      ['3002', '10.0.0.1', 'secret', undefined],
    );
    assert.equal(readConfig(env).publicUrl, 'http://127.0.0.1:3002');
  });

  it('given a secret in the file and its own file in the environment, or the other way round, when both are read, then the environment’s counts', () => {
    const secret = join(dir, 'secret');
    writeFileSync(secret, 'postgres://owner@db/expo\n');
    assert.equal(
      readConfig(known('DATABASE_URL=postgres://service@db/expo', { DATABASE_URL_FILE: secret })).DATABASE_URL,
      'postgres://owner@db/expo',
    );
    assert.equal(
      readConfig(known(`DATABASE_URL_FILE=${secret}`, { DATABASE_URL: 'postgres://service@db/expo' })).DATABASE_URL,
      'postgres://service@db/expo',
    );
  });

  it('given a file that is named and not there, when it is read, then that is said; of none that is named nothing', () => {
    assert.throws(() => readEnvFile({ ENV_FILE: join(dir, 'none') }), /ENV_FILE=.*none cannot be read \(ENOENT\)/);
    assert.throws(
      () => readConfig({ KEY_RING_FILE: join(dir, 'none') }),
      /KEY_RING_FILE=.*none cannot be read \(ENOENT\)/,
    );
    const env = { ENV_FILE: '' };
    readEnvFile(env);
    assert.deepEqual(env, { ENV_FILE: '' });
  });

  const started = (program: string, words: string[], env: NodeJS.ProcessEnv) =>
    spawnSync(
      process.execPath,
      ['--import', inRepository('node_modules/tsx/dist/loader.mjs'), inRepository(program), ...words],
      {
        cwd: dir,
        env: { PATH: process.env['PATH'], ...env },
        encoding: 'utf8',
      },
    );

  it('given a .env where programs are started, when API, worker and commands begin, then they read it; where an empty ENV_FILE says none, they do not', () => {
    writeFileSync(join(dir, '.env'), 'PORT=none\n');
    const began = (program: string, env: NodeJS.ProcessEnv = {}) => started(program, ['install'], env);
    for (const program of ['server.ts', 'worker.ts', 'expo.ts']) {
      const { status, stderr } = began(program);
      assert.deepEqual([status, /PORT/.test(stderr)], [1, true], stderr);
    }
    const { status, stderr } = began('expo.ts', { ENV_FILE: '' });
    assert.deepEqual([status, /PORT/.test(stderr), /DATABASE_URL/.test(stderr)], [1, false, true], stderr);
  });

  it('given a place for keys, when a ring is made twice and a third time over something else, then it is made once, for its owner alone, and told', () => {
    const file = join(dir, 'keys', 'ring.json');
    writeFileSync(join(dir, '.env'), `KEY_RING_FILE=${file}\n`);
    const made = started('expo.ts', ['keys:new'], {});
    assert.deepEqual([made.status, made.stdout.split(' is made')[0]], [0, file], made.stderr);
    const ring = readFileSync(file, 'utf8');
    assert.ok(parseKeyRing(ring).badgeSigningKey.includes('PRIVATE KEY'));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!made.stdout.includes(parseKeyRing(ring).index.keys['i1']!));

    const again = started('expo.ts', ['keys:new'], {});
    assert.deepEqual(
      [again.status, /is there and stays: a good ring of the keys k[0-9a-f]{6},/.test(again.stdout)],
      [0, true],
    );
    assert.equal(readFileSync(file, 'utf8'), ring);

    const other = join(dir, 'other.json');
    writeFileSync(other, '{"current": "k9", "keys": {}}');
    const wrong = started('expo.ts', ['keys:new', other], {});
    assert.deepEqual([wrong.status, wrong.stdout], [1, '']);
    assert.match(wrong.stderr, /other\.json is there and stays, and is no good ring: KEY_RING: "current" names no key/);
    assert.equal(readFileSync(other, 'utf8'), '{"current": "k9", "keys": {}}');
  });
});
