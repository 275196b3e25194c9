import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is said before anything else runs, on a Node of this version. */
function prestartOn(version: string) {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(older)}`, 'prestart.mjs'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
}

describe('before a start', () => {
  for (const version of ['18.20.8', '20.18.3'])
    it(`given Node ${version}, when anything is started, then one line says which is needed`, () => {
      const { status, stdout, stderr } = prestartOn(version);
      assert.equal(status, 1);
      assert.match(
        stderr,
        new RegExp(`^Node ${version.replaceAll('.', '\\.')} is too old: this needs Node 20\\.19 or later.*\n$`),
      );
      assert.equal(stdout, '');
    });

  for (const version of ['20.19.0', '22.12.0'])
    it(`given Node ${version}, when anything is started, then nothing is said`, () => {
      const { status, stdout, stderr } = prestartOn(version);
      assert.deepEqual([status, stdout, stderr], [0, '', '']);
    });

  it('given what says which Node is needed, when it is read, then all say the same', () => {
    const { engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { engines: { node: string } };
    assert.deepEqual([engines.node, readFileSync(`${root}.nvmrc`, 'utf8').trim()], ['>=20.19', '20.19']);
    assert.match(readFileSync(`${root}README.md`, 'utf8'), /Node ≥ 20\.19,/);
  });
});
