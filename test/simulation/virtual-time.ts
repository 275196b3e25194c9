import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import pg from 'pg';
import type { Random } from './random.ts';

/**
 * The one clock and the one source of chance of a process that simulates: of workflows, activities, providers and PostgreSQL.
 * A life sets both at its start; without `random` numbers are the system's own.
 */
export const world: { now: number; random: Random | undefined } = { now: 0, random: undefined };

/** The time a life begins at. */
export const beginning = Date.UTC(2026, 10, 1, 2);

/** What the machine says, for whoever measures. */
export const realDate = globalThis.Date;

/** Puts the process under the virtual clock, for good. */
export function installVirtualTime(): void {
  class VirtualDate extends realDate {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [world.now] : args) as [number]));
    }
    static override now = () => world.now;
  }
  globalThis.Date = VirtualDate as DateConstructor;
  const { randomUUID, randomInt } = crypto;
  crypto.randomUUID = (() => world.random?.uuid() ?? randomUUID()) as typeof randomUUID;
  crypto.randomInt = ((min: number, max?: number) => {
    const [from, to] = max === undefined ? [0, min] : [min, max];
    return world.random ? from + world.random.int(to - from) : randomInt(from, to);
  }) as typeof randomInt;
  syncBuiltinESMExports();
  putQueriesUnderClock();
}

/** In a simulation's database `now()` is this function, and so is what columns default to. */
export const virtualClockSql = `
  CREATE SCHEMA simulation;
  GRANT USAGE ON SCHEMA simulation TO expo_app;
  CREATE FUNCTION simulation.now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT current_setting('simulation.now')::timestamptz $$;
  DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND column_default = 'now()' LOOP
      EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT simulation.now()', c.table_name, c.column_name);
    END LOOP;
  END $$;
  -- What the seed dated by the machine's clock.
  UPDATE editions SET registration_opens_at = '2026-10-02', registration_closes_at = '2027-03-01', expo_closes_at = '2027-03-21';
  UPDATE invitation_codes SET valid_from = '2026-10-02', created_at = '2026-10-02'`;

/** How a connection sees that function before PostgreSQL's own. */
export const virtualClockOptions = '-c search_path=simulation,pg_catalog,public -c simulation.now=2026-11-01';

interface TimedClient {
  /** What `simulation.now` was last set to on this connection; unknown once a transaction that may have set it is undone. */
  toldMs?: number | undefined;
}

/**
 * Tells a connection the time before a statement that may ask for it, and has statements prepared once: a life sends the same few
 * hundred texts again and again, and planning them took longer than doing what they say.
 */
function putQueriesUnderClock(): void {
  // Always called on a client.
  // oxlint-disable-next-line typescript/unbound-method
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  const names = new Map<string, string>();
  pg.Client.prototype.query = function (this: pg.Client & TimedClient, config: unknown, ...rest: unknown[]) {
    const statement =
      typeof config === 'string' ? { text: config } : (config as { text?: string; name?: string; values?: unknown[] });
    const { text } = statement;
    if (text === undefined) return query.call(this, config, ...rest);
    statement.text = text.replace(/CURRENT_TIMESTAMP/g, 'now()');
    if (typeof config !== 'string' && statement.values && /^(select|insert|update|delete|with)/i.test(text)) {
      const name = names.get(statement.text) ?? `s${names.size}`;
      names.set(statement.text, name);
      statement.name = name;
    }
    const send = () => query.call(this, typeof config === 'string' ? statement.text : statement, ...rest);
    if (/^\s*rollback/i.test(text)) this.toldMs = undefined;
    if (this.toldMs === world.now || !/^insert|^update|now\(\)|current_timestamp/i.test(text)) return send();
    this.toldMs = world.now;
    const set = `SET simulation.now = '${new realDate(world.now).toISOString()}'`;
    // In a transaction that failed it fails too.
    if (typeof rest.at(-1) === 'function') return query.call(this, set, send);
    return new Promise((resolve) => query.call(this, set, () => resolve(send())));
  } as never;
}
