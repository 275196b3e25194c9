import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ours } from './parts.ts';
import { freePort } from './port.ts';
import { createPostgres } from './postgres.ts';
import { runToEnd, startService } from './service.ts';

// `tsx stack/throwaway.ts program.ts words…`: runs one of our programs on a Postgres of its own that is gone afterwards.
const [program, ...words] = process.argv.slice(2);
if (!program) throw new Error('Which program?');
const home = mkdtempSync(join(tmpdir(), 'expo-throwaway-'));
chmodSync(home, 0o711);
const postgres = await createPostgres({
  dir: join(home, 'postgres'),
  port: await freePort(),
  password: 'throwaway',
  settings: { fsync: 'off' },
});
const running = await startService(postgres.service, { onLine: () => undefined });
try {
  await runToEnd(
    { name: program, ...ours(program, ...words), env: { ...process.env, DATABASE_URL: postgres.url('postgres') } },
    { onLine: console.log },
  );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await running.stop();
  rmSync(home, { recursive: true, force: true });
}
