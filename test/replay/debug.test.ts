import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const debug = (file: string) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'test/replay/debug.ts', file], { cwd: root, encoding: 'utf8' });

describe('debugging', () => {
  it('given a stored history, when it is replayed as an editor does, then it goes to its end in that process', () => {
    const { status, stdout, stderr } = debug(`${root}test/replay/histories/refund/made.json`);
    assert.deepEqual([status, stdout], [0, 'refund/made: replayed, 21 events\n'], stderr);
  });

  it('given another file, when it is to be replayed, then one line says what is wanted', () => {
    const { status, stderr } = debug('package.json');
    assert.deepEqual([status, stderr.trim().split('\n').length], [1, 1]);
    assert.match(stderr, /^"package\.json" is no stored history/);
  });

  it('given what the editor launches, when it is looked up, then each program is there', () => {
    const text = readFileSync(`${root}.vscode/launch.json`, 'utf8').replace(/^\s*\/\/.*$/gm, '');
    const { configurations } = JSON.parse(text) as { configurations: { program: string }[] };
    const programs = configurations.map(({ program }) => program.replace('${workspaceFolder}/', root));
    assert.equal(programs.length, 2);
    assert.deepEqual(
      programs.filter((program) => !existsSync(program)),
      [],
    );
  });
});
