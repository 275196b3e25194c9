import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { licenceFaults, type Component } from './licences.ts';

// `npm run sbom`: what production is made of, as CycloneDX in dist/sbom.cdx.json, and whether all of it is under a licence that
// stack/licences.ts allows. From the lock file alone, so it needs no network and is the same whatever was installed on this platform.

const root = fileURLToPath(new URL('..', import.meta.url));
const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--omit', 'dev'];
const npm = process.env['npm_execpath'];
const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;

function ask(): string {
  try {
    return npm ? execFileSync(process.execPath, [npm, ...args], options) : execFileSync('npm', args, options);
  } catch (error) {
    throw new Error('npm sbom failed (above); npm has the command since 10.2', { cause: error });
  }
}

const written = ask();
const { components } = JSON.parse(written) as { components: Component[] };
mkdirSync(`${root}/dist`, { recursive: true });
writeFileSync(`${root}/dist/sbom.cdx.json`, written);
const faults = licenceFaults(components);
for (const fault of faults) console.error(`licence: ${fault}`);
if (faults.length > 0) {
  console.error(`${faults.length} package(s) under a licence nobody has allowed: see stack/licences.ts`);
  process.exitCode = 1;
} else console.log(`dist/sbom.cdx.json: ${components.length} packages, each under an allowed licence`);
