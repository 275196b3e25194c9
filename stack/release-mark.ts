import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// `npm run release:mark`, once a release is out: what is committed is the previous release from now on, whose programs the schema to come has to serve.
const root = fileURLToPath(new URL('..', import.meta.url));
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
const commit = git('rev-parse', 'HEAD').trim();
writeFileSync(`${root}db/previous-release.sql`, git('show', 'HEAD:db/schema.sql'));
writeFileSync(
  `${root}db/previous-release.json`,
  `${JSON.stringify({ version, commit, accepted: {} }, undefined, 2)}\n`,
);
console.log(`The previous release is ${version}, ${commit}: commit both files of db/previous-release`);
