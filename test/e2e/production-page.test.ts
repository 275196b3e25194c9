import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readConfig } from '../../config.ts';
import { merchantSettings, sandboxPart } from '../../stack/parts.ts';
import { createPostgres } from '../../stack/postgres.ts';
import { findTemporalCli } from '../../stack/program.ts';
import { startService, type ServiceSpec } from '../../stack/service.ts';
import { createTemporal } from '../../stack/temporal.ts';
import { onRunEnd, runDir } from '../support/run.ts';
import { createVisitor, until, type Json } from './http.ts';
import { openTerminal, stepsOf } from './production-page.ts';
import { newSettings, runCommand } from './stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What lies in a checkout; what others made beside it stays where it is. */
const notCopied = /^(\.git|node_modules|\.data|\.cache|dist|keys|\.env)$/;

describe('docs/production.md', function () {
  this.timeout(300_000);
  const steps = stepsOf(join(root, 'docs/production.md'));
  let ports: Record<string, string>;
  let checkout: string;
  let administrator: string;
  let merchant: Record<string, string | undefined>;
  let sandboxUrl: string;
  const password = { expo_owner: randomBytes(9).toString('hex'), expo_service: randomBytes(9).toString('hex') };

  async function start(spec: ServiceSpec) {
    const running = await startService(spec, { onLine: () => undefined });
    onRunEnd(`page: ${spec.name}`, () => running.stop());
  }

  before('a PostgreSQL and a Temporal with nothing in them, the providers, and a checkout', async () => {
    const { DATA_DIR, ...free } = await newSettings();
    ports = free;
    const config = readConfig({ ...ports, DATA_DIR });
    const home = mkdtempSync(join(runDir(), 'page-'));
    chmodSync(home, 0o711);
    const settings = { fsync: 'off', shared_buffers: '32MB' };
    const postgres = await createPostgres({
      dir: join(home, 'postgres'),
      port: config.POSTGRES_PORT,
      password: 'secret',
      settings,
    });
    administrator = postgres.url('postgres');
    const { TEMPORAL_PORT: port, TEMPORAL_UI_PORT: uiPort } = config;
    const program = await findTemporalCli(join(root, '.cache'));
    const temporal = createTemporal({ program, port, uiPort, namespace: 'default', dbFile: join(home, 'temporal.db') });
    await Promise.all([start(postgres.service), start(temporal), start(sandboxPart(config, process.env))]);
    merchant = merchantSettings(config);
    sandboxUrl = config.sandboxUrl;
    checkout = join(home, 'checkout');
    cpSync(root, checkout, { recursive: true, filter: (path) => path === root || !notCopied.test(basename(path)) });
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  });

  const databaseUrl = (login: keyof typeof password) =>
    Object.assign(new URL(administrator), { username: login, password: password[login], pathname: '/expo' }).href;

  /** As the person at the page fills in its `.env`, each line without #; the ports are this test's. */
  function fillIn(): void {
    const given: Record<string, string | undefined> = {
      ...merchant,
      ...ports,
      DATABASE_URL: databaseUrl('expo_service'),
      PUBLIC_URL: `http://127.0.0.1:${ports['PORT']}`,
      TEMPORAL_ADDRESS: `127.0.0.1:${ports['TEMPORAL_PORT']}`,
      TEMPORAL_NAMESPACE: 'expo',
      BUILD_ID: '2019-05-20.1',
      SF_MONTHLY_CARD: '7551234567',
      // Nobody balances loads here.
      SHUTDOWN_GRACE_SECONDS: '1',
    };
    const file = join(checkout, '.env');
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => {
        const [, name, value] = /^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
        if (name === undefined) return line;
        const secret = given[name.replace(/_FILE$/, '')];
        if (name.endsWith('_FILE') && value && secret !== undefined)
          writeFileSync(join(checkout, value), secret, { mode: 0o600 });
        return given[name] === undefined ? line : `${name}="${given[name]}"`;
      });
    assert.deepEqual(
      lines.filter((line) => /^[A-Z0-9_]+=$/.test(line)),
      [],
      'lines that nobody filled in',
    );
    writeFileSync(file, lines.join('\n'));
    writeFileSync(join(checkout, 'keys/owner-url'), databaseUrl('expo_owner'), { mode: 0o600 });
  }

  /** The dates of an expo that is open. */
  function fillInEdition(): void {
    const file = join(checkout, 'edition.yaml');
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const dates = { registrationOpensAt: day(-1), registrationClosesAt: day(30), expoClosesAt: day(60) };
    let text = readFileSync(file, 'utf8');
    for (const [name, value] of Object.entries(dates))
      text = text.replace(new RegExp(`^${name}:.*$`, 'm'), `${name}: ${value}`);
    writeFileSync(file, text);
  }

  async function asAdministrator(statement: string): Promise<Json[]> {
    const client = new pg.Client({ connectionString: administrator });
    await client.connect();
    try {
      const [, role] = /^CREATE ROLE (\w+)/.exec(statement) ?? [];
      return (await client.query(statement.replace('…', password[role as keyof typeof password] ?? '…'))).rows;
    } finally {
      await client.end();
    }
  }

  async function loginsOfPrograms(): Promise<string[]> {
    const rows = await asAdministrator(
      "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name IN ('api', 'worker') AND datname = 'expo'",
    );
    return rows.map(({ usename }) => usename as string);
  }

  it('given nothing but servers, when the page is followed command by command, then registration is open', async () => {
    // No variable of npm's or ours: a person's shell in this checkout.
    const foreign = /^(npm_|INIT_CWD|ENV_FILE|DATABASE_URL|TEMPORAL_|KEY_RING|NODE_ENV|NODE_OPTIONS|DEMO|BUILD_ID)/;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
    const terminal = openTerminal(checkout, env);
    const said = new Map<string, string>();
    const filled = { REQUEST_ID: '', CODE: '' };
    const texts = async (): Promise<Json[]> => (await createVisitor(sandboxUrl).get('/__sandbox/journal')).sms;

    for (const { language, text } of steps) {
      if (language === 'sql') {
        await asAdministrator(text);
        continue;
      }
      if (text.startsWith('npm run ')) {
        const { child, lines, exited } = runCommand(
          { npm_config_local_prefix: undefined, ENV_FILE: undefined },
          { command: 'npm', args: text.split(' ').slice(1), cwd: checkout },
        );
        onRunEnd(text, () => (child.kill(), exited));
        await until(text, async () => lines.some((line) => / ready"/.test(line)) || child.exitCode !== null);
        assert.equal(child.exitCode, null, lines.join('\n'));
        continue;
      }
      const command = text
        .replace('127.0.0.1:3000', `127.0.0.1:${ports['PORT']}`)
        .replace('REQUEST_ID', filled.REQUEST_ID)
        .replace('CODE', filled.CODE);
      const answer = await terminal.type(command);
      const words = answer.lines.join('\n');
      assert.equal(answer.code, 0, `${command}\n${words}`);
      said.set(text, words);
      if (command.endsWith('.env')) fillIn();
      if (command.startsWith('cp edition')) fillInEdition();
      if (text.includes('/registrations/codes')) {
        filled.REQUEST_ID = (JSON.parse(words) as { requestId: string }).requestId;
        const sent = await until('the text', async () =>
          (await texts()).find(({ template }) => (template as string).startsWith('SMS_VERIFICATION_CODE')),
        );
        filled.CODE = sent.params.code;
      }
    }
    terminal.close();

    const saidOf = (begin: string) => [...said].findLast(([command]) => command.startsWith(begin))?.[1] ?? '';
    assert.match(
      saidOf('npx expo install'),
      /Migrations +\d{2} applied\n.*expo_service: in expo_app, and owns nothing\nNamespace +expo is made;/s,
    );
    assert.match(
      saidOf('npx expo release'),
      /^New runs begin with build 2019-05-20\.1; before: workers without a build/,
    );
    assert.match(saidOf('curl -fsS --retry 9 http://127.0.0.1:3000/readyz'), /"status":"ready"/);
    const opened = JSON.parse(saidOf('curl -fsS http://127.0.0.1:3000/api/v1/registrations ')) as Json;
    assert.ok(opened.registrationId && opened.token, JSON.stringify(opened));
    assert.deepEqual(await loginsOfPrograms(), ['expo_service']);
  });
});
