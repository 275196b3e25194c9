import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../../config.ts';
import { examine } from '../../stack/doctor/examination.ts';
import { readGiven } from '../../stack/doctor/given.ts';
import { connectTemporal, ensureNamespace, ensureSearchAttributes } from '../../stack/temporal-check.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { startProgram } from '../support/program.ts';
import { runDir } from '../support/run.ts';
import { devServer } from '../support/temporal.ts';

describe("Temporal's own settings", function () {
  this.timeout(240_000);
  let dir: string;
  let file: string;
  let database: TestDatabase;
  const namespace = `profile-${randomBytes(4).toString('hex')}`;
  before(async () => {
    const [{ address }, made] = await Promise.all([devServer(), createTestDatabase()]);
    database = made;
    dir = mkdtempSync(join(runDir(), 'profile-'));
    file = join(dir, 'temporal.toml');
    const profiles = [
      `[profile.here]\naddress = "${address}"\nnamespace = "${namespace}"`,
      '[profile.cloud]\naddress = "expo.a1b2c.tmprl.cloud:7233"\nnamespace = "expo.a1b2c"\napi_key = "a-key"',
      '[profile.default]\naddress = "default.example:7233"',
      '[profile.broken.tls]\nclient_cert_path = "/nowhere/client.pem"',
    ];
    writeFileSync(file, profiles.join('\n'));
  });
  after(() => database.drop());

  const reached = (env: Record<string, string>, base: Record<string, string> = {}) => {
    const { temporalAddress, temporalConnection, TEMPORAL_NAMESPACE } = readConfig(env, base);
    assert.equal(temporalConnection.address, temporalAddress);
    return {
      address: temporalAddress,
      namespace: TEMPORAL_NAMESPACE,
      apiKey: temporalConnection.apiKey,
      tls: temporalConnection.tls,
    };
  };
  const unnamed = { apiKey: undefined, tls: undefined };

  it('given a profile, when settings are read, then all of it counts, and what the environment says before it', () => {
    const named = { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'cloud' };
    const cloud = { address: 'expo.a1b2c.tmprl.cloud:7233', namespace: 'expo.a1b2c', apiKey: 'a-key', tls: true };
    assert.deepEqual(reached(named), cloud);
    assert.deepEqual(reached({ ...named, TEMPORAL_NAMESPACE: 'other', TEMPORAL_ADDRESS: '', TEMPORAL_API_KEY: '' }), {
      ...cloud,
      namespace: 'other',
    });
    assert.deepEqual(reached({ ...named, TEMPORAL_ADDRESS: '127.0.0.1:9' }), { ...cloud, address: '127.0.0.1:9' });
    const inDefault = { address: 'default.example:7233', namespace: 'default', ...unnamed };
    assert.deepEqual(reached({ TEMPORAL_CONFIG_FILE: file }), inDefault);
    // Without a file: where Temporal's own programs look.
    const home = { HOME: dir, XDG_CONFIG_HOME: join(dir, 'config'), APPDATA: join(dir, 'config') };
    for (const each of [join(dir, 'config'), join(dir, 'Library/Application Support')]) {
      mkdirSync(join(each, 'temporalio'), { recursive: true });
      writeFileSync(
        join(each, 'temporalio/temporal.toml'),
        '[profile.home]\naddress = "home.example:7233"\n[profile.default]\naddress = "x:1"',
      );
    }
    assert.equal(reached({ ...home, TEMPORAL_PROFILE: 'home' }).address, 'home.example:7233');
    // Which nobody goes to without having been told.
    assert.deepEqual(reached(home), { address: '127.0.0.1:7233', namespace: 'default', ...unnamed });
  });

  it('given a command beside a stack, when it has a profile of its own, then nothing of the stack’s is mixed in; else the stack’s counts', () => {
    const base = {
      TEMPORAL_CONFIG_FILE: file,
      TEMPORAL_PROFILE: 'cloud',
      TEMPORAL_ADDRESS: 'expo.a1b2c.tmprl.cloud:7233',
    };
    assert.deepEqual(reached({}, base), reached(base));
    assert.deepEqual(reached({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'default' }, base), {
      address: 'default.example:7233',
      namespace: 'default',
      ...unnamed,
    });
  });

  it('given a file, a profile or a certificate that is not there, when settings are read, then that is said, by the doctor too', async () => {
    for (const [wrong, says] of [
      [{ TEMPORAL_CONFIG_FILE: join(dir, 'none.toml') }, /none\.toml/],
      [{ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'nobodys' }, /Profile 'nobodys' not found/],
      [{ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'broken' }, /\/nowhere\/client\.pem/],
    ] as const) {
      assert.throws(() => readConfig(wrong), says);
      const findings = await examine(readGiven({ ...wrong, ENV_FILE: '' }, join(dir, 'no-stacks')), { live: false });
      const said = findings.filter(({ subject, check }) => check === 'TEMPORAL_PROFILE' || subject === 'temporal');
      assert.deepEqual(
        said.map(({ verdict }) => verdict),
        ['wrong', 'warn'],
      );
      assert.match(said[0]!.says, says);
    }
  });

  it('given a profile of a real server, when it is installed and API and worker run, then all of them meet in its namespace', async () => {
    const settings = {
      TEMPORAL_CONFIG_FILE: file,
      TEMPORAL_PROFILE: 'here',
      TEMPORAL_ADDRESS: '',
      DATABASE_URL: database.url,
      SHUTDOWN_GRACE_SECONDS: '1',
    };
    const config = readConfig(settings);
    const client = await connectTemporal(config);
    assert.equal(client.options.namespace, namespace);
    await ensureNamespace(client);
    await ensureSearchAttributes(client);
    await client.connection.close();

    const api = await startProgram('server.ts', 'api ready', settings);
    const temporal = async () => {
      const response = await fetch(`${api.url}/readyz`);
      return ((await response.json()) as { parts: { temporal: string } }).parts.temporal;
    };
    assert.equal(await temporal(), 'no worker');
    const worker = await startProgram('worker.ts', 'worker ready', settings);
    while ((await temporal()) !== 'ok') await pause(200);
    worker.child.kill('SIGTERM');
    api.child.kill('SIGTERM');
    assert.deepEqual(await Promise.all([worker.exited, api.exited]), [0, 0]);
  });
});
