import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { operations } from '../../api/routes/index.ts';
import { untyped } from '../../db/knex.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { address, createUnit, delegationId, staffToken } from '../support/fixtures.ts';
import { createBuyer, createPeople, newOrderNo, type Buyer } from '../support/order-fixture.ts';
import { createRows } from '../db/schema-row.ts';

interface List {
  path: string;
  token?: string | undefined;
  /** What an item is known by. */
  id: string;
  /** Puts so many more into the list, all of one time; where it has another order, before and behind the others. */
  add: (count: number, at: Date) => Promise<unknown>;
  /** Takes one out; absent where nobody can. */
  remove?: (id: never) => Promise<unknown>;
}

const noon = new Date('2026-03-01T04:00:00.123Z');
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** Every list of the API, its rows made in the database: what is shown is not asked here, only in which pages. */
async function listsOf(api: TestApi): Promise<Record<string, List>> {
  const { store } = api;
  const knex = untyped(store.knex);
  const [bureau, delegation, operator] = await Promise.all(
    ['bureau', 'delegation-5', 'operator'].map((login) => staffToken(store, login)),
  );
  const staffId = (await store.knex('staff').where({ login: 'bureau' }).first('staffId'))!.staffId;
  const [own, other] = [await delegationId(store, 5), await delegationId(store, 6)];
  const buyer = await createBuyer(store, [{}], { withAddress: false });
  const { unitId, registrationId, token, account } = buyer;
  const elsewhere = await createUnit(store, { delegationNo: 6 });
  const orderNo = newOrderNo();
  const rows = createRows(() => ({ buyer, orderNo }));
  const into = (table: string, made: object[]) => knex(table).insert(made);
  const drop = (table: string, column: string) => (id: string) => knex(table).where(column, id).delete();

  await into('badge_orders', [rows.order({ orderNo })]);
  await into('order_lines', [rows.line({ orderNo })]);
  await into('payments', [
    rows.captured({ orderNo, outTradeNo: `${orderNo}P1`, capturedFen: 100_000, amountFen: 100_000 }),
  ]);
  await into('invitation_codes', [{ edition: '2', code: 'PAGED-USES', delegationId: own }]);
  let serial = 0;
  const next = () => ++serial;
  const hours = (at: Date) => Math.round((at.getTime() - noon.getTime()) / 3_600_000);
  /** A text that sorts as its time does. */
  const sorted = (at: Date) => `${500 + hours(at)}${String(next()).padStart(4, '0')}`;

  const unitsOf = async (count: number, at: Date, delegationNo: number | null) => {
    for (const unit of await Promise.all(times(count, () => createUnit(store, { delegationNo }))))
      await knex('registrations').where({ registrationId: unit.registrationId }).update({ createdAt: at });
  };
  const peopleOf = async (of: Buyer, count: number, at: Date) => {
    const ids = await createPeople(
      store,
      of.registrationId,
      times(count, () => ({ unlocked: true })),
    );
    await knex('attendees').whereIn('attendeeId', ids).update({ createdAt: at });
    return ids;
  };
  const leave = (id: string) => api.call('DELETE', `/attendees/${id}`, { token });
  const inState = async (state: string, count: number, at: Date) => {
    const ids = await createPeople(
      store,
      registrationId,
      times(count, () => ({})),
    );
    const no = `${sorted(at)}${String(next()).padStart(7, '0')}`;
    await into('badge_orders', [rows.order({ orderNo: no })]);
    await into(
      'order_lines',
      ids.map((attendeeId, n) => rows.line({ orderNo: no, attendeeId, lineNo: n + 1, state })),
    );
  };
  const queue = (state: string, path: string): List => ({
    path,
    token: bureau,
    id: 'attendeeId',
    add: (count, at) => inState(state, count, at),
    remove: (id) => knex('order_lines').where({ attendeeId: id }).update({ state: 'delivered' }),
  });
  const eventId = randomUUID();
  const eventsOf = (count: number, at: Date, id?: string) =>
    into(
      'supporting_events',
      times(count, () => ({
        supportingEventId: id ?? randomUUID(),
        edition: '2',
        ...{ titleZh: '会', titleEn: 'E', placeZh: '馆', placeEn: 'H' },
        ...{ startsAt: at, endsAt: later(999), signUpClosesAt: later(998), capacity: 9 },
      })),
    );
  await eventsOf(1, later(900), eventId);
  const disputesOf = (count: number, createdAt: Date) =>
    into(
      'disputes',
      times(count, () => ({
        disputeId: randomUUID(),
        edition: '2',
        account,
        registrationId,
        claimant: randomBytes(40),
        createdAt,
      })),
    );

  return {
    '/delegations': {
      path: '/delegations',
      id: 'delegationId',
      add: (count, at) =>
        into(
          'delegations',
          times(count, () => ({
            ...{ edition: '2', no: Number(sorted(at)), kind: 'region', phones: '', contactsZh: '' },
            ...{ nameZh: '团', nameEn: 'D', organisationZh: '局' },
          })),
        ),
    },
    '/addresses': {
      path: '/addresses',
      token,
      id: 'addressId',
      add: async (count, at) => {
        const made = await Promise.all(
          times(count, () => api.call('POST', '/addresses', { token, body: { ...address, default: true } })),
        );
        const ids = made.map(({ body }) => body.addressId as string);
        await knex('addresses').whereIn('addressId', ids).update({ createdAt: at });
      },
      remove: (id) => api.call('DELETE', `/addresses/${id}`, { token }),
    },
    '/invoice-titles': {
      path: '/invoice-titles',
      token,
      id: 'titleId',
      add: (count, createdAt) =>
        into(
          'invoice_titles',
          times(count, () => ({ titleId: randomUUID(), unitId, kind: 'personal', title: randomBytes(40), createdAt })),
        ),
      remove: (id) => api.call('DELETE', `/invoice-titles/${id}`, { token }),
    },
    '/orders': {
      path: '/orders?tab=all',
      token,
      id: 'orderNo',
      add: async (count, at) => {
        for (const attendeeId of await createPeople(
          store,
          registrationId,
          times(count, () => ({})),
        )) {
          const no = `${sorted(at)}${String(next()).padStart(7, '0')}`;
          await into('badge_orders', [rows.order({ orderNo: no, createdAt: at })]);
          await into('order_lines', [rows.line({ orderNo: no, attendeeId })]);
        }
      },
      remove: (id) => knex('badge_orders').where({ orderNo: id }).update({ registrationId: elsewhere.registrationId }),
    },
    '/orders/:orderNo/events': {
      path: `/orders/${orderNo}/events`,
      token,
      id: 'eventId',
      add: (count) =>
        into(
          'events',
          times(count, () => ({ registrationId, orderNo, kind: 'k', actor: 'unit', detail: {} })),
        ),
    },
    '/orders/:orderNo/invoices': {
      path: `/orders/${orderNo}/invoices`,
      token,
      id: 'invoiceId',
      add: (count, createdAt) =>
        into(
          'invoices',
          times(count, () => rows.invoice(next(), { state: 'failed', failure: 'no', createdAt })),
        ),
      remove: drop('invoices', 'invoiceNo'),
    },
    '/orders/:orderNo/refunds': {
      path: `/orders/${orderNo}/refunds`,
      token,
      id: 'refundId',
      add: (count, createdAt) =>
        into(
          'refunds',
          times(count, () => ({
            ...{ refundNo: `${orderNo}R${next()}`, orderNo, outTradeNo: `${orderNo}P1`, kind: 'suspense' },
            ...{ amountFen: 1, state: 'refunding', requestedBy: 'system', createdAt },
          })),
        ),
      remove: drop('refunds', 'refundNo'),
    },
    '/attendees': {
      path: '/attendees?state=saved',
      token,
      id: 'attendeeId',
      add: (count, at) => peopleOf(buyer, count, at),
      remove: leave,
    },
    '/review/attendees': {
      path: `/review/attendees?registrationId=${registrationId}&state=saved`,
      token: bureau,
      id: 'attendeeId',
      add: (count, at) => peopleOf(buyer, count, at),
      remove: leave,
    },
    '/notifications': {
      path: '/notifications',
      token,
      id: 'notificationId',
      add: (count, createdAt) =>
        into(
          'notifications',
          times(count, () => ({
            ...{ notificationId: randomUUID(), registrationId, kind: 'registration_approved' },
            ...{ subject: String(next()), round: 1, params: {}, createdAt },
          })),
        ),
      remove: drop('notifications', 'notificationId'),
    },
    '/events': {
      path: '/events',
      token,
      id: 'eventId',
      add: (count, at) => eventsOf(count, at),
      remove: drop('supporting_events', 'supportingEventId'),
    },
    '/bureau/events/:eventId/sign-ups': {
      path: `/bureau/events/${eventId}/sign-ups`,
      token: bureau,
      id: 'attendeeId',
      add: async (count, at) =>
        into(
          'event_sign_ups',
          (await peopleOf(buyer, count, at)).map((attendeeId) => ({ supportingEventId: eventId, attendeeId, at })),
        ),
      remove: leave,
    },
    '/review/registrations': {
      path: '/review/registrations',
      token: delegation,
      id: 'registrationId',
      add: (count, at) => unitsOf(count, at, 5),
      remove: (id) => knex('registrations').where({ registrationId: id }).update({ delegationId: other }),
    },
    '/bureau/unallocated': {
      path: '/bureau/unallocated',
      token: bureau,
      id: 'registrationId',
      add: (count, at) => unitsOf(count, at, null),
      remove: (id) => knex('registrations').where({ registrationId: id }).update({ delegationId: other }),
    },
    '/invitation-codes': {
      path: '/invitation-codes',
      token: delegation,
      id: 'code',
      add: (count, at) =>
        into(
          'invitation_codes',
          times(count, () => ({ edition: '2', code: sorted(at), delegationId: own })),
        ),
      remove: drop('invitation_codes', 'code'),
    },
    '/invitation-codes/:code/uses': {
      path: '/invitation-codes/PAGED-USES/uses',
      token: delegation,
      id: 'registrationId',
      add: async (count) => {
        for (const unit of await Promise.all(times(count, () => createUnit(store))))
          await into('invitation_code_uses', [
            { edition: '2', code: 'PAGED-USES', registrationId: unit.registrationId, kind: 'registered' },
          ]);
      },
      remove: drop('invitation_code_uses', 'registrationId'),
    },
    '/bureau/disputes': {
      path: '/bureau/disputes?state=open',
      token: bureau,
      id: 'disputeId',
      add: disputesOf,
      remove: drop('disputes', 'disputeId'),
    },
    '/ops/attention': {
      path: '/ops/attention',
      token: operator,
      id: 'subject',
      add: async (count, at) => {
        await disputesOf(count, at);
        await into(
          'breakers',
          times(count, () => ({ name: `paged-${next()}`, since: at })),
        );
      },
      remove: (id: string) =>
        id.startsWith('limit:') ? drop('breakers', 'name')(id.slice(6)) : drop('disputes', 'disputeId')(id),
    },
    '/ops/reconciliation': {
      path: '/ops/reconciliation',
      token: operator,
      id: 'differenceId',
      add: (count, foundAt) =>
        into(
          'differences',
          times(count, (n) => ({
            ...{ kind: 'capture_missing', subject: String(next()), foundAt },
            ...(n % 2 ? { state: 'settled', settledAt: foundAt } : { state: 'waiting' }),
          })),
        ),
      remove: drop('differences', 'differenceId'),
    },
    '/bureau/person-reviews': queue('under_review', '/bureau/person-reviews'),
    '/bureau/production': queue('approved', '/bureau/production'),
    '/pickups': queue('ready_for_pickup', '/pickups'),
    '/bureau/reductions': {
      path: `/bureau/reductions?registrationId=${registrationId}`,
      token: bureau,
      id: 'reductionId',
      add: (count, createdAt) =>
        into(
          'reductions',
          times(count, () => ({
            ...{ reductionId: randomUUID(), registrationId, amountFen: 1, reason: randomBytes(40), staffId, createdAt },
          })),
        ),
      remove: drop('reductions', 'reductionId'),
    },
    '/bureau/staff': {
      path: '/bureau/staff',
      token: bureau,
      id: 'login',
      add: (count, at) =>
        into(
          'staff',
          times(count, () => ({
            ...{ staffId: randomUUID(), login: `a ${sorted(at)} "é/会`, role: 'bureau', passwordHash: 'none' },
          })),
        ),
      remove: drop('staff', 'login'),
    },
    '/ops/audit': {
      path: `/ops/audit?subject=${account}`,
      token: operator,
      id: 'detail',
      add: (count, at) =>
        into(
          'audit_entries',
          times(count, () => ({
            rowId: randomUUID(),
            action: 'logged_in',
            subject: account,
            detail: { n: next() },
            at,
          })),
        ),
    },
  };
}

describe('paging', () => {
  let api: TestApi;
  let lists: Record<string, List>;
  before(async () => {
    api = await startApi();
    lists = await listsOf(api);
  });
  after(() => api.close());

  async function page(
    { path, token }: List,
    limit: number,
    cursor = '',
  ): Promise<{ items: Json[]; nextCursor: string | null }> {
    const join = path.includes('?') ? '&' : '?';
    const { status, body } = await api.call(
      'GET',
      `${path}${join}limit=${limit}&cursor=${encodeURIComponent(cursor)}`,
      { token },
    );
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    assert.ok(body.items.length <= limit);
    return body;
  }
  const idsIn = ({ id }: List, items: Json[]): string[] =>
    items.map((item) => (typeof item[id] === 'object' ? JSON.stringify(item[id]) : item[id]));

  const paged = operations
    .filter(({ spec }) => spec.method === 'get' && 'cursor' in (spec.query?.shape ?? {}))
    .map(({ spec }) => spec.path);

  it('given the operations with a cursor, when they are counted, then each is among these', () => {
    assert.deepEqual(Object.keys(lists).toSorted(), paged.toSorted());
  });

  for (const path of paged)
    it(`given ${path} with items of one time, when it is walked and items come and go meanwhile, then none is left out or comes twice`, async () => {
      const list = lists[path]!;
      await list.add(5, noon);
      await list.add(1, later(2));
      const whole = idsIn(list, (await page(list, 200)).items);
      assert.ok(whole.length >= 6 && new Set(whole).size === whole.length, String(whole.length));

      for (const limit of [1, 2]) {
        const before = idsIn(list, (await page(list, 200)).items);
        const first = await page(list, limit);
        const seen = idsIn(list, first.items);
        const gone = list.remove ? seen.slice(0, 1) : [];
        for (const id of gone) await list.remove!(id as never);
        await list.add(1, later(-limit));
        await list.add(1, later(limit));
        for (let cursor = first.nextCursor; cursor !== null;) {
          const next = await page(list, limit, cursor);
          seen.push(...idsIn(list, next.items));
          cursor = next.nextCursor;
        }
        assert.equal(new Set(seen).size, seen.length, 'none comes twice');
        assert.deepEqual(
          seen.filter((id) => before.includes(id)),
          before,
          'all that were there come, in their order',
        );
      }
    });

  for (const path of paged)
    it(`given ${path}, when a cursor comes that it never gave, then 400 says so and no statement saw it`, async () => {
      const list = lists[path]!;
      const cursors = ['x', '[]', '[1]', '["a","b"]', '[null,null]', '{}', '[1,2,3,4]', '[[],{}]', '2', '[true]'];
      for (const cursor of cursors.map((text) => Buffer.from(text).toString('base64url'))) {
        const join = list.path.includes('?') ? '&' : '?';
        const { status, body } = await api.call('GET', `${list.path}${join}cursor=${cursor}`, { token: list.token });
        // A text and a number alone are places in lists ordered by one.
        if (status === 200) assert.ok(['W10', 'WzFd'].includes(cursor), `${path} took ${cursor}`);
        else assert.deepEqual([status, body.code, body.errors[0].path], [400, 'validation_failed', 'cursor'], path);
      }
    });
});
