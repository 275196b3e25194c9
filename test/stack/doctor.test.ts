import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { asLine, type Finding } from '../../stack/doctor/finding.ts';
import { runCommand, type Settings } from '../e2e/stack.ts';
import { where } from './doctor-broken.ts';
import { brokenDatabases } from './doctor-broken-database.ts';
import { brokenProviders } from './doctor-broken-provider.ts';
import { brokenSettings } from './doctor-broken-setting.ts';
import { brokenTemporals } from './doctor-broken-temporal.ts';
import { startSetUp, type Env, type SetUp } from './doctor-set-up.ts';

describe('npx expo doctor', function () {
  this.timeout(240_000);
  let setUp: SetUp;
  let healthy: { plain: Finding[]; live: Finding[] };
  before('a set-up in order', async () => {
    setUp = await startSetUp();
    healthy = { plain: await setUp.look(), live: await setUp.look({}, { live: true }) };
  });
  after(() => setUp?.close());

  it('given everything in order, when it is looked at, then every line is ok, also of what serves', () => {
    const lines = healthy.live.map(asLine);
    process.stdout.write(lines.join(''));
    assert.deepEqual(healthy.live.filter(({ verdict }) => verdict !== 'ok').map(asLine), []);
    assert.deepEqual(
      healthy.plain,
      healthy.live
        .filter(({ subject }) => subject !== 'live')
        .map((finding, index) => ({ ...finding, says: healthy.plain[index]!.says })),
    );
    for (const subject of ['settings', 'database', 'temporal', 'providers', 'live'])
      assert.ok(
        healthy.live.some((finding) => finding.subject === subject),
        subject,
      );
    assert.match(lines.join(''), /live +registration: is open until /);
    assert.match(lines.join(''), /providers +alipay: Alipay knows us\n/);
  });

  const broken = [...brokenSettings, ...brokenDatabases, ...brokenTemporals, ...brokenProviders];
  for (const { given, env, lines, without = [], live = false, now, after: restore } of broken)
    it(`given ${given}, when it is looked at, then the lines say so and how to mend it, and everything else is looked at all the same`, async () => {
      const findings = await setUp.look(await env(setUp), { live, ...(now ? { now } : {}) });
      const faults = findings.filter(({ verdict }) => verdict !== 'ok');
      process.stdout.write(`\nGiven ${given}\n${faults.map((each) => `  ${asLine(each)}`).join('')}`);
      await restore?.(setUp);
      assert.deepEqual(
        faults.map((each) => `${each.verdict} ${where(each)}`),
        lines.map(([verdict, at]) => `${verdict} ${at}`),
      );
      for (const [index, [, at, says, mend]] of lines.entries()) {
        const fault = faults[index]!;
        assert.match(fault.says, says, at);
        if (mend) assert.match(fault.mend ?? '', mend, at);
        if (fault.verdict === 'wrong') assert.ok(fault.mend, at);
      }
      const seen = new Set(findings.map(where));
      const unseen = (live ? healthy.live : healthy.plain).map(where).filter((each) => !seen.has(each));
      assert.deepEqual(unseen.toSorted(), without.filter((each) => !seen.has(each)).toSorted());
      const said = findings.map(asLine).join('');
      for (const secret of setUp.secrets) assert.ok(!said.includes(secret), 'a secret is said');
    });

  const command = {
    command: process.execPath,
    args: [fileURLToPath(new URL('../../expo.mjs', import.meta.url)), 'doctor'],
  };
  const run = async (env: Env, ...words: string[]) => {
    const { lines, exited } = runCommand({ ...setUp.healthy, ...env } as Settings, {
      ...command,
      args: [...command.args, ...words],
    });
    return { code: await exited, lines };
  };

  it('given the command, when everything is in order, then it prints a line a check and ends with 0; when something is wrong it ends with 1, and programs read the same', async () => {
    const right = await run({}, '--live');
    assert.equal(right.code, 0, right.lines.join('\n'));
    assert.equal(right.lines.length, healthy.live.length + 1);
    assert.match(right.lines.at(-1)!, /^\d+ ok, 0 to look at, 0 wrong$/);

    const wrong = await run({ SF_CHECKWORD: 'not the checkword' }, '--json');
    assert.equal(wrong.code, 1);
    const told = JSON.parse(wrong.lines.join('\n')) as { wrong: number; findings: Finding[] };
    assert.equal(told.wrong, 1);
    assert.deepEqual(told.findings.filter(({ verdict }) => verdict === 'wrong').map(where), ['providers courier']);
  });
});
