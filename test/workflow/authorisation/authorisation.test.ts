import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import pLimit from 'p-limit';
import { operations } from '../../../api/routes/index.ts';
import { errorCodes, type ErrorCode } from '../../../domain/error-code.ts';
import { rowsOf, untyped } from '../../../db/knex.ts';
import { orderWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { relations, telling, type Relation, type PersonReview } from './audiences.ts';
import { expectations } from './expectations.ts';
import { asking, paramOf } from './requests.ts';
import type { Side } from './side.ts';
import { createWorld, type Caller, type World } from './world.ts';

/** One request: an operation, who asks, and whose thing it is about; own and foreign things are there alike. */
interface Cell {
  operation: string;
  caller: Caller;
  of: Side;
  expected: PersonReview;
}

const refusals: Partial<Record<ErrorCode, PersonReview>> = {
  unauthenticated: '401',
  forbidden: '403',
  not_found: '404',
  own_unit: 'own',
  unknown_reference: '422',
};
const strangers: Relation[] = ['otherUnit', 'otherDelegation', 'below'];
/** What a request that was let in may still meet; anything else, as a body that does not fit, says nothing of who may. */
const business: ErrorCode[] = ['credentials_invalid', 'too_many_requests'];

describe('who may what', () => {
  let stage: Stage;
  let api: TestApi;
  let world: World;
  const limit = pLimit(8);
  const expected = expectations();
  before(async () => {
    ({ stage, api } = await startStageApi());
    world = await createWorld(stage, api);
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  function cellsOf(isWanted: (verdict: PersonReview) => boolean): Cell[] {
    const all = [...expected].flatMap(([operation, verdicts]) =>
      world.callers.flatMap((caller): Cell[] => {
        const cell = (of: Side, relation: Relation) => ({ operation, caller, of, expected: verdicts[relation] });
        if (!isAbout(operation)) return [cell(caller.mine ?? world.a, ownOf(caller))];
        // To nobody all things are alike foreign.
        const sides = caller.to(world.a) === 'nobody' ? [world.a] : [world.a, world.b];
        return sides.map((of) => cell(of, caller.to(of)));
      }),
    );
    return all.filter((cell) => isWanted(cell.expected));
  }
  /** Whether its path or what it is sent names something that is somebody's; a kind is nobody's. */
  const isAbout = (operation: string) =>
    (/:(?!kind\b)/.test(operation) || (asking[operation]?.length ?? 0) > 0) &&
    Object.values(expected.get(operation)!).some((verdict) => verdict !== '+');
  /** A delegation that is a stranger to both sides is one all the same. */
  const ownOf = ({ to }: Caller): Relation =>
    [to(world.a), to(world.b)].find((each) => !strangers.includes(each)) ?? 'delegation';

  const maySee = ({ to }: Caller, side: Side) => !['nobody', ...strangers].includes(to(side));

  /** The verdict of the product, what it said, and the text of its answer. */
  async function ask({ operation, caller, of }: Cell): Promise<{ verdict: string; status: number; text: string }> {
    const [method, path] = operation.split(' ') as [string, string];
    const { params = {}, query, body, type } = (await asking[operation]?.(of, caller.mine ?? of, world, caller)) ?? {};
    const filled = path.replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(params[name] ?? paramOf(path, name, of, world)),
    );
    const token = path === '/sessions/current' ? await caller.anew() : caller.token;
    const controller = new AbortController();
    const reply = await fetch(`${api.url}${filled}${query ? `?${query}` : ''}`, {
      method: method.toUpperCase(),
      signal: controller.signal,
      headers: {
        ...(method === 'get' ? {} : { 'Idempotency-Key': randomUUID() }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': type ?? 'application/json' }),
      },
      ...(body === undefined ? {} : { body: type ? (body as Buffer) : JSON.stringify(body) }),
    });
    const contentType = reply.headers.get('content-type') ?? '';
    if (contentType.startsWith('text/event-stream')) {
      controller.abort();
      return { verdict: '+', status: reply.status, text: '' };
    }
    const text = await reply.text();
    const answer = /json/.test(contentType) ? (JSON.parse(text) as Json) : {};
    if (answer.orderNo && reply.status < 300) stage.started.add(orderWorkflowId(answer.orderNo as string));
    if (answer.workflowId) stage.started.add(answer.workflowId as string);
    return { verdict: reviewEventOf(reply.status, answer.code as ErrorCode | undefined), status: reply.status, text };
  }
  function reviewEventOf(status: number, code: ErrorCode | undefined): string {
    if (code && refusals[code]) return errorCodes[code][0] === status ? refusals[code] : `${status} ${code}`;
    return status < 300 || [409, 422].includes(status) || (code && business.includes(code)) ? '+' : `${status} ${code}`;
  }
  const nameOf = ({ operation, caller, of }: Cell) =>
    `${operation}, ${caller.name}, of ${of === world.a ? 'the unit' : 'another unit'}`;

  async function run(cells: Cell[]): Promise<string[]> {
    const wrong: string[] = [];
    await limit.map(cells, async (cell) => {
      const { verdict, status, text } = await ask(cell);
      if (verdict !== cell.expected)
        wrong.push(
          `${nameOf(cell)}: ${verdict} instead of ${cell.expected} (${status} ${text.slice(0, 120).replaceAll(/\s+/g, ' ')})`,
        );
    });
    return wrong;
  }

  /** Every row of every table with the transaction that wrote it. */
  async function rows(): Promise<Record<string, string>> {
    const knex = untyped(stage.store.knex);
    const tables = (await knex('pg_tables')
      .where({ schemaname: 'public' })
      .orderBy('tablename')
      .pluck('tablename')) as string[];
    const sumOf = (table: string) => {
      // That a run has refused something is kept for its repeats; it is no effect.
      const which = table === 'effects' ? "WHERE t.output -> 'refused' IS NULL" : '';
      // The last use of a session is kept to the minute, whatever it was used for.
      if (table === 'sessions')
        return knex
          .raw(
            "SELECT ? AS name, count(*) || md5(string_agg(session_id::text, ',' ORDER BY session_id)) AS sum FROM sessions",
            [table],
          )
          .toQuery();
      const sum = "count(*) || ' ' || coalesce(md5(string_agg(t::text || t.xmin, ',' ORDER BY t::text)), '')";
      return knex.raw(`SELECT ? AS name, ${sum} AS sum FROM ?? t ${which}`, [table, table]).toQuery();
    };
    const sums = tables.map(sumOf);
    const found = await rowsOf<{ name: string; sum: string }>(stage.store.knex, sums.join(' UNION ALL '));
    return Object.fromEntries(found.map(({ name, sum }) => [name, sum]));
  }
  async function quietRows(): Promise<Record<string, string>> {
    let last = await rows();
    return until(async () => {
      const now = await rows();
      const isQuiet = JSON.stringify(now) === JSON.stringify(last);
      last = now;
      return isQuiet ? now : undefined;
    });
  }

  /** Reads by staff that left no entry: of each operation and whoever has somebody to see there one at least. */
  async function notOnRecord(cells: Cell[]): Promise<string[]> {
    const entries = await stage.store
      .knex('audit_entries as a')
      .join('staff as s', 's.staffId', 'a.staffId')
      .select('s.login', 'a.action', 'a.detail');
    const onRecord = new Set(
      entries.map(
        ({ login, action, detail }) =>
          `${login} ${typeof detail['operation'] === 'string' ? detail['operation'] : action}`,
      ),
    );
    const actionOf = new Map(operations.map(({ spec }) => [`${spec.method} ${spec.path}`, spec.reads]));
    const asked = cells.flatMap(({ operation, caller }) => {
      const action = actionOf.get(operation.split(' | ')[0]!);
      const isTold = [world.a, world.b].some((side) => maySee(caller, side));
      if (!action || caller.login === undefined || !isTold) return [];
      return `${caller.login} ${['people_read', 'audit_read'].includes(action) ? operation : action}`;
    });
    assert.ok(new Set(asked).size > 50, `${asked.length} reads`);
    return [...new Set(asked)].filter((read) => !onRecord.has(read));
  }

  it('given the operations there are, when they are looked up in the table, then each stands there and no other', () => {
    const known = operations.map(({ spec }) => `${spec.method} ${spec.path}`).toSorted();
    const listed = [...new Set([...expected.keys()].map((operation) => operation.split(' | ')[0]!))].toSorted();
    assert.deepEqual(listed, known);
    for (const name of [...Object.keys(asking), ...telling]) assert.ok(expected.has(name), name);
  });

  it('given the callers, when they are counted, then every relation is among them', () => {
    const found = new Set(world.callers.flatMap(({ to }) => [to(world.a), to(world.b)]));
    assert.deepEqual(
      relations.filter((relation) => !found.has(relation)),
      [],
    );
  });

  it('given more than 2,700 requests that are to be refused, when each is sent, then it is as the table says, and not a row has changed', async () => {
    const cells = cellsOf((verdict) => verdict !== '+');
    assert.ok(cells.length > 2_700, `${cells.length} cells`);
    const before = await quietRows();
    const wrong = await run(cells);
    const now = await rows();
    assert.deepEqual(
      { wrong, changed: Object.keys(now).filter((table) => now[table] !== before[table]) },
      { wrong: [], changed: [] },
    );
  });

  it('given more than 500 requests that are to be let in, when each is sent, then it is, and no answer tells of a unit that is not the caller’s to see', async () => {
    const cells = cellsOf((verdict) => verdict === '+');
    assert.ok(cells.length > 500, `${cells.length} cells`);
    const reads = cells.filter(({ operation }) => operation.startsWith('get '));
    const wrong: string[] = [];
    await limit.map(reads, async (cell) => {
      const { verdict, status, text } = await ask(cell);
      if (verdict !== '+' || status !== 200)
        wrong.push(`${nameOf(cell)}: ${status} ${text.slice(0, 120).replaceAll(/\s+/g, ' ')}`);
      for (const side of [world.a, world.b]) {
        const told = side.marks.some((mark) => text.includes(mark));
        const isSeen = maySee(cell.caller, side);
        if (told && !isSeen) wrong.push(`${nameOf(cell)}: tells of ${side.name}`);
        if (!told && isSeen && telling.includes(cell.operation))
          wrong.push(`${nameOf(cell)}: tells nothing of ${side.name}`);
      }
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(await notOnRecord(reads), []);
    assert.deepEqual(await run(cells.filter((cell) => !reads.includes(cell))), []);
  });
});
