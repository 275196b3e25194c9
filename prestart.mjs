// Runs before `npm start` and `npm test` on a bare checkout: plain Node, nothing installed yet.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const oldestNode = [20, 19];
const here = (path) => new URL(path, import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
  console.error(
    `Node ${process.versions.node} is too old: this needs Node ${oldestNode.join('.')} or later (nvm install; or https://nodejs.org).`,
  );
  process.exit(1);
}
if (!isInstalled()) {
  console.log('Installing dependencies (npm ci) …');
  // No package of ours needs its install script: their binaries are packages of their own, and stack/postgres.ts makes the links Postgres lacks.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const { status, error } = spawnSync(npm[0], [...npm.slice(1), ...args], { cwd: here('.'), stdio: 'inherit' });
  if (status !== 0) {
    console.error(`npm ci failed${error ? `: ${error.message}` : ': its own words are above'}.`);
    process.exit(1);
  }
}

/** npm writes down what it installed when it is done; optional packages for other platforms are rightly absent from it. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  const present = packagesOf('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer, link }]) => {
    const found = present[path];
    return path === '' || link || (found ? found.version === version : optional || devOptional || peer);
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(here(file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
