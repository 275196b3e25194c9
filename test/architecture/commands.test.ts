import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const readAll = (folder: string) =>
  readdirSync(new URL(folder, root))
    .map((name) => read(`${folder}/${name}`))
    .join('\n');

interface Texts {
  readme: string;
  /** By name, as in package.json. */
  scripts: Record<string, string>;
  /** Tests on the real stack. */
  tests: string;
  /** What a change is checked with. */
  ci: string;
}

/** Scripts that README speaks of: `npm run x`, `npm start`, `npm test` anywhere, and what its list of commands quotes. */
function namedIn(readme: string): string[] {
  const everywhere = [...readme.matchAll(/\bnpm (?:run )?(?!run |ci\b)([a-z][a-z:-]*)/g)].map(([, name]) => name!);
  const list = /^## Commands and settings\n(.*?)^\|/ms.exec(readme)?.[1] ?? '';
  const quoted = [...list.matchAll(/`(?:npm run )?([^`]+)`/g)].map(([, words]) => words!.split(' ')[0]!);
  return [...new Set([...everywhere, ...quoted.filter((word) => !word.startsWith('-'))])].toSorted();
}

/** By its name through npm, or as the program that it is; or it is what a change is checked with, or a part of the tests. */
function isRun(name: string, { scripts, tests, ci }: Texts): boolean {
  if (scripts['test'] !== undefined && scripts[name]?.startsWith(`${scripts['test']} `)) return true;
  const program = /^(?:tsx|exec node --import tsx) (\S+)$/.exec(scripts[name] ?? '')?.[1];
  const byName = new RegExp(`\\bnpmRun\\(['"\`]${name}(?![\\w:-])`);
  const asProgram = new RegExp(`\\brun\\([^']+, '${program}'`);
  return (
    byName.test(tests) ||
    (program !== undefined && asProgram.test(tests)) ||
    new RegExp(`^npm (?:run )?${name}\\b`, 'm').test(ci)
  );
}

function faults(texts: Texts): string[] {
  const names = namedIn(texts.readme);
  const files = [...texts.readme.matchAll(/\bnpx mocha (\S+\.ts)/g)].map(([, file]) => file!);
  return [
    ...names.filter((name) => !(name in texts.scripts)).map((name) => `no script: ${name}`),
    ...names.filter((name) => name in texts.scripts && !isRun(name, texts)).map((name) => `never run: ${name}`),
    ...files.filter((file) => !existsSync(new URL(file, root))).map((file) => `no file: ${file}`),
  ];
}

describe('the commands that README names', () => {
  const { scripts } = JSON.parse(read('package.json')) as Pick<Texts, 'scripts'>;
  const texts: Texts = { readme: read('README.md'), scripts, tests: readAll('test/e2e'), ci: readAll('.ci') };

  it('given README, when its commands are looked up, then each is a script and a test runs it', () => {
    for (const name of [
      'start',
      'test',
      'tour',
      'audit',
      'check',
      'seed',
      'import:previous-edition',
      'import:first-edition',
    ])
      assert.ok(namedIn(texts.readme).includes(name), name);
    assert.deepEqual(faults(texts), []);
  });

  const list = (commands: string) => ({ readme: `## Commands and settings\n\n${commands}\n\n| setting |\n` });
  const wrong: [given: string, change: Partial<Texts>, found: string[]][] = [
    ['a command in the text that is no script', { readme: 'Then `npm run no-such`.' }, ['no script: no-such']],
    [
      'a command in a block that is no script',
      { readme: '```\nnpm run no:such -- --flag\n```' },
      ['no script: no:such'],
    ],
    ['a command in the list that is no script', list('`npm run audit` money · `no-such` else'), ['no script: no-such']],
    ['a command in the list with its flags', list('`no-such -- --orders 4` (`--json`)'), ['no script: no-such']],
    ['a script that no test runs', { ...list('`fmt` formats') }, ['never run: fmt']],
    [
      'a script whose longer namesake alone is run',
      { ...list('`audit`'), tests: 'npmRun(`audit:all`)' },
      ['never run: audit'],
    ],
    [
      'a program that no test starts any more',
      { ...list('`tour`'), tests: "run(stack.settings, 'test/e2e/other.ts')" },
      ['never run: tour'],
    ],
    [
      'one program for two scripts',
      { ...list('`seed`'), tests: "run(settings, 'stack/database.ts')" },
      ['never run: seed'],
    ],
    ['a check that nothing checks with', { ...list('`npm run check`'), ci: '# npm run check' }, ['never run: check']],
    [
      'a test file that is not there',
      { readme: '(`npx mocha test/no-such.test.ts`)' },
      ['no file: test/no-such.test.ts'],
    ],
  ];
  for (const [given, change, found] of wrong) {
    it(`given ${given}, when it is looked up, then it is found`, () =>
      assert.deepEqual(faults({ ...texts, ...change }), found));
  }
});
