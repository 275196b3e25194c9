import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../config.ts';

describe('settings', () => {
  it('given who is trusted to forward, when it is read, then addresses, networks, names for them and a number of hops are', () => {
    const trusted = (text?: string) => readConfig(text === undefined ? {} : { TRUSTED_PROXIES: text }).TRUSTED_PROXIES;
    assert.deepEqual(trusted(), []);
    assert.deepEqual(trusted(''), []);
    assert.equal(trusted('2'), 2);
    assert.deepEqual(trusted('10.0.0.0/8, 192.0.2.7,fd00::/8,loopback'), [
      '10.0.0.0/8',
      '192.0.2.7',
      'fd00::/8',
      'loopback',
    ]);
    for (const wrong of [
      'proxy.example',
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      '10.0.0.1/',
      '300.0.0.1',
      '12',
      '-1',
      'true',
      '*',
    ])
      assert.throws(() => trusted(`10.0.0.1,${wrong}`.replace(/^10\.0\.0\.1,(?=\d+$)/, '')), /TRUSTED_PROXIES/, wrong);
  });

  it('given production, when a demo is asked for or limits are turned off, then it is refused', () => {
    for (const [name, value] of [
      ['DEMO', 'yes'],
      ['RATE_LIMITS', 'off'],
    ] as const)
      assert.throws(
        () => readConfig({ NODE_ENV: 'production', [name]: value }),
        new RegExp(`${name}=${value} is refused`),
      );
    assert.equal(readConfig({ DEMO: 'yes', RATE_LIMITS: 'off' }).DEMO, 'yes');
  });

  for (const [program, name, value] of [
    ['server.ts', 'RATE_LIMITS', 'off'],
    ['server.ts', 'TEMPORAL_INSECURE', 'true'],
    ['worker.ts', 'DEMO', 'yes'],
    ['worker.ts', 'KEY_RING', 'no key'],
  ] as const)
    it(`given ${name}=${value} in production, when ${program} starts, then one line says so and it ends with 1`, () => {
      const env = {
        PATH: process.env.PATH,
        ENV_FILE: '',
        NODE_ENV: 'production',
        DATABASE_URL: 'postgres://127.0.0.1:1/none',
        [name]: value,
      };
      const file = fileURLToPath(new URL(`../../${program}`, import.meta.url));
      const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
        env,
        encoding: 'utf8',
      });
      assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [1, '', 1], stderr);
      assert.match(stderr, new RegExp(name));
    });

  it('given a port alone, when the others follow it, then two stacks side by side share none', () => {
    const ports = [3000, 3001, 62_000].flatMap((PORT) => {
      const { METRICS_PORT, WORKER_METRICS_PORT } = readConfig({ PORT: String(PORT) });
      return [METRICS_PORT, WORKER_METRICS_PORT];
    });
    assert.deepEqual(ports, [9464, 10_464, 9465, 10_465, 55_536, 54_536]);
    assert.equal(new Set(ports).size, ports.length);
  });
});
