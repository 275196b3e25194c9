import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * `tsx test/tiers.ts [--long] [tier …]`: the tiers named, or all, each in a mocha process of its own, two at a time. The last line
 * sums what passed and failed.
 */

/** The folders of each tier, the tiers that take longest first. */
const tiers = {
  e2e: ['e2e', 'stack'],
  workflow: ['workflow', 'cases', 'pages'],
  simulation: ['simulation', 'races'],
  integration: ['db', 'activities', 'api', 'replay'],
  unit: ['domain', 'architecture', 'types', 'bench'],
};
type Tier = keyof typeof tiers;

/** Tests wait a good part of their time: two at once are done in little more than half of it, more only get in each other's way. */
const atOnce = 2;

interface Result {
  passed: number;
  failed: number;
  skipped: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(`${root}test`, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.test.ts'));
const folderOf = (file: string) => file.split('/')[0]!;
const filesOf = (tier: Tier) =>
  files.filter((file) => tiers[tier].includes(folderOf(file))).map((file) => `test/${file}`);

const { values, positionals } = parseArgs({
  options: { long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const all = Object.keys(tiers) as Tier[];
const unknown = positionals.filter((name) => !all.includes(name as Tier));
if (unknown.length > 0) throw new Error(`No tier is called ${unknown.join(', ')}; there are ${all.join(', ')}`);
const homeless = files.filter((file) => !Object.values(tiers).flat().includes(folderOf(file)));
if (homeless.length > 0) throw new Error(`In no tier: ${homeless.join(', ')}`);
const wanted = positionals.length > 0 ? all.filter((tier) => positionals.includes(tier)) : all;

const waiting = [...wanted];
const running = new Map<Tier, { child: ChildProcess; done: number }>();
/** Ctrl-C reaches all that a tier has started, servers too, as it does from a terminal. */
const interrupt = () => {
  waiting.length = 0;
  for (const { child } of running.values()) process.kill(-child.pid!, 'SIGINT');
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);

const since = Date.now();
const after = () => `${Math.round((Date.now() - since) / 1000)} s`;

/** One process of mocha; its output is kept until it ends, unless nothing else runs beside it. */
async function run(tier: Tier): Promise<Result> {
  const child = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...filesOf(tier)], {
    cwd: root,
    env: { ...process.env, TEST_SIZE: values.long ? 'long' : 'small' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own.
    detached: true,
  });
  const state = { child, done: 0 };
  running.set(tier, state);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      state.done += text.split('✔').length - 1;
      if (wanted.length === 1) process.stdout.write(text);
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  running.delete(tier);
  if (wanted.length > 1) console.log(`\n━━ ${tier}, ended after ${after()}\n${output.trimEnd()}`);
  const closing = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  const [passed = 0, failed = 0, skipped = 0] = closing?.slice(1).map(Number) ?? [];
  // One that died has not said how many of its tests failed, and one that ran none has shown nothing.
  return { passed, failed: failed || (code === 0 && passed > 0 ? 0 : 1), skipped: skipped || 0 };
}

const progress = setInterval(() => {
  if (wanted.length > 1)
    console.log(`${after()}: ${[...running].map(([tier, { done }]) => `${tier} ${done} passed`).join(', ')}`);
}, 30_000);
const results: Result[] = [];
async function work(): Promise<void> {
  for (let tier = waiting.shift(); tier; tier = waiting.shift()) results.push(await run(tier));
}
await Promise.all(Array.from({ length: atOnce }, work));
clearInterval(progress);

const sum = (of: keyof Result) => results.reduce((total, result) => total + result[of], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
if (sum('failed') > 0) process.exitCode = 1;
