import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { layGround } from './support/ground.ts';

/**
 * `tsx test/tiers.ts [--long] [tier …]`: the tiers named, or all, each part of a tier in a mocha process of its own, three at a time.
 * The last line sums what passed and failed.
 */

/** The folders of each tier in parts that do not mind each other, those that take longest first. */
const tiers = {
  e2e: [['e2e'], ['stack']],
  workflow: [['cases', 'pages'], ['workflow']],
  simulation: [['simulation'], ['races']],
  integration: [['api'], ['db', 'activities', 'replay']],
  unit: [['domain', 'architecture', 'types', 'bench']],
};
type Tier = keyof typeof tiers;

/** Tests wait a good part of their time, for servers to start and for each other: so many keep two cores busy, more only get in each other's way. */
const atOnce = 3;

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

const { values, positionals } = parseArgs({
  options: { long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const all = Object.keys(tiers) as Tier[];
const unknown = positionals.filter((name) => !all.includes(name as Tier));
if (unknown.length > 0) throw new Error(`No tier is called ${unknown.join(', ')}; there are ${all.join(', ')}`);
const homeless = files.filter((file) => !Object.values(tiers).flat(2).includes(folderOf(file)));
if (homeless.length > 0) throw new Error(`In no tier: ${homeless.join(', ')}`);
const wanted = positionals.length > 0 ? all.filter((tier) => positionals.includes(tier)) : all;

/** One process of mocha. */
interface Part {
  name: string;
  folders: string[];
}
// Alone a tier is one, whose output is seen as it comes.
const parts = wanted.flatMap((tier): Part[] =>
  wanted.length === 1
    ? [{ name: tier, folders: tiers[tier].flat() }]
    : tiers[tier].map((folders) => ({ name: folders.join(', '), folders })),
);
const waiting = [...parts];
const running = new Map<Part, { child: ChildProcess; done: number }>();
/** Ctrl-C reaches all that a part has started, servers too, as it does from a terminal. */
const interrupt = () => {
  waiting.length = 0;
  for (const { child } of running.values()) process.kill(-child.pid!, 'SIGINT');
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);

const since = Date.now();
const after = () => `${Math.round((Date.now() - since) / 1000)} s`;

const ground = parts.length > 1 && !process.env['TEST_DATABASE_URL'] ? await layGround() : '';

/** Its output is kept until it ends, unless nothing else runs beside it. */
async function run(part: Part): Promise<Result> {
  const its = files.filter((file) => part.folders.includes(folderOf(file))).map((file) => `test/${file}`);
  const child = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', ...its], {
    cwd: root,
    env: { ...process.env, TEST_SIZE: values.long ? 'long' : 'small', TEST_GROUND: ground },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own.
    detached: true,
  });
  const state = { child, done: 0 };
  running.set(part, state);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      state.done += text.split('✔').length - 1;
      if (parts.length === 1) process.stdout.write(text);
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  running.delete(part);
  if (parts.length > 1) console.log(`\n━━ ${part.name}, ended after ${after()}\n${output.trimEnd()}`);
  const closing = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
  const [passed = 0, failed = 0, skipped = 0] = closing?.slice(1).map(Number) ?? [];
  // One that died has not said how many of its tests failed, and one that ran none has shown nothing.
  return { passed, failed: failed || (code === 0 && passed > 0 ? 0 : 1), skipped: skipped || 0 };
}

const progress = setInterval(() => {
  if (parts.length > 1)
    console.log(`${after()}: ${[...running].map(([{ name }, { done }]) => `${name}: ${done}`).join('; ')} passed`);
}, 30_000);
const results: Result[] = [];
async function work(): Promise<void> {
  for (let part = waiting.shift(); part; part = waiting.shift()) results.push(await run(part));
}
await Promise.all(Array.from({ length: atOnce }, work));
clearInterval(progress);

const sum = (of: keyof Result) => results.reduce((total, result) => total + result[of], 0);
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
// What was interrupted before it began has shown nothing either.
if (sum('failed') > 0 || results.length < parts.length) process.exitCode = 1;
