import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { hashPassword } from '../../../api/auth.ts';
import { createInvitationCodes } from '../../../db/registration/invitation-code.ts';
import type { Store } from '../../../db/knex.ts';
import { sha256 } from '../../../db/personal-data.ts';
import { createReductions } from '../../../db/order/reduction.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createSessions } from '../../../db/session.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { address, delegationId, procurementIntent, unitInfo, unitPassword } from '../../support/fixtures.ts';
import {
  createPeople,
  placeOrder,
  placePaid,
  review,
  untilLines,
  type TestOrder,
} from '../../support/order-fixture.ts';
import { decide, open, submit } from '../../support/registration-fixture.ts';
import { batchBadges } from '../../support/staff-request.ts';
import type { Stage } from '../../support/stage.ts';
import type { Relation } from './audiences.ts';

/** A unit, approved, and one of everything it or the staff may ask about. */
export type Side = Awaited<ReturnType<typeof createSide>>;

type Owner = { unitId: string } | { staffId: string };

export interface Caller {
  name: string;
  token: string | undefined;
  /** Another session of the same. */
  anew: () => Promise<string>;
  /** How they stand to what is one side's. */
  to: (side: Side) => Relation;
  /** Whose things they have at hand when they ask about another's. */
  mine: Side | undefined;
  login?: string;
}

export interface World {
  a: Side;
  b: Side;
  callers: Caller[];
  batchId: string;
  eventId: string;
}

const photo = () =>
  sharp({ create: { width: 400, height: 560, channels: 3, background: '#c08060' } })
    .jpeg()
    .toBuffer();

async function insertStaff(
  { knex }: Store,
  login: string,
  role: 'delegation' | 'bureau' | 'operator',
  more: object = {},
): Promise<string> {
  const staffId = randomUUID();
  await knex('staff').insert({ staffId, login, role, passwordHash: 'none', ...more });
  return staffId;
}

async function insertDelegation({ knex }: Store, no: number, parentId: number | null): Promise<number> {
  const name = `第${no}交易团`;
  const [row] = await knex('delegations')
    .insert({
      edition: '2',
      no,
      parentId,
      nameZh: name,
      nameEn: name,
      organisationZh: name,
      contactsZh: '',
      phones: '',
      kind: 'region',
    })
    .returning('delegationId');
  return row!.delegationId;
}

interface Asked {
  name: string;
  delegation: number;
  /** Of the delegation: who decides. */
  reviewer: string;
  /** Of the bureau, no caller. */
  asker: string;
}

async function createSide(stage: Stage, api: TestApi, { name, delegation, reviewer, asker }: Asked) {
  const { store } = stage;
  const { knex } = store;
  const code = `MATRIX-${delegation}`;
  await createInvitationCodes(store).insert({
    code,
    delegationId: delegation,
    capacity: null,
    validFrom: null,
    validUntil: null,
  });
  const registration = await open(stage, { code });
  const { registrationId, account } = registration;
  await knex('units')
    .where({ account })
    .update({ passwordHash: await hashPassword(unitPassword) });
  const registrations = createRegistrations(store);
  await registrations.saveUnitInfo(registrationId, { ...unitInfo, name } as never);
  await registrations.saveProcurementIntent(registrationId, procurementIntent as never);
  await submit(stage, registration);
  await decide(stage, registration, 'approve', { by: reviewer });
  const { token } = await createSessions(store).open({ unitId: registrationId }, 1);
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Json> => {
    const reply = await api.call(method, path, {
      token,
      body,
      headers: { 'Idempotency-Key': randomUUID(), ...headers },
    });
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };

  const unlocked = { unlocked: true };
  const [person, deleted, deletedTogether, labelled, locked, unpaid, reviewed, approved, badged, failed] =
    (await createPeople(store, registrationId, [unlocked, unlocked, unlocked, unlocked, {}, {}, {}, {}, {}, {}])) as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
  await call('PUT', `/attendees/${person}/photo`, await photo(), { 'Content-Type': 'image/jpeg' });
  const [kept, removed] = [await call('POST', '/addresses', address), await call('POST', '/addresses', address)];
  const title = { kind: 'personal', title: name };
  const [titleKept, titleRemoved] = [
    await call('POST', '/invoice-titles', title),
    await call('POST', '/invoice-titles', title),
  ];

  const buy = (...attendeeIds: string[]) => ({
    buyer: { unitId: registrationId, registrationId, account, token, attendeeIds },
  });
  const awaiting = await placeOrder(stage, buy(unpaid));
  const order = await placePaid(stage, buy(reviewed, approved, badged));
  await review(stage, order, { 1: 'approve', 2: 'approve' });
  await untilLines(stage, order, 'under_review', 'approved', 'approved');
  const batchId = await batchBadges(stage, order.orderNo, [badged]);
  await untilLines(stage, order, 'under_review', 'approved', 'ready_for_pickup');
  const { invoiceId } = await call('POST', `/orders/${order.orderNo}/invoices`, {
    titleId: titleKept.titleId,
    confirmBeforeReview: true,
  });
  const first = async (of: TestOrder, what: string) =>
    (await call('GET', `/orders/${of.orderNo}/${what}`)).items[0]?.state as string;
  await until(async () => ((await first(order, 'invoices')) === 'issued' ? true : undefined));
  const returned = await placePaid(stage, buy(failed));
  await review(stage, returned, { 0: 'fail' });
  await untilLines(stage, returned, 'review_failed');
  const { refundId } = await call('POST', `/orders/${returned.orderNo}/refunds`, {
    attendeeIds: [failed],
    reason: '未通过审核',
  });
  await until(async () => ((await first(returned, 'refunds')) === 'needs_attention' ? true : undefined));

  const claimant = { unitName: '真单位', name: '申诉人', mobile: '13700001111' };
  const { disputeId } = await call('POST', '/disputes', { uscc: account, claimant, statement: '该代码是我单位的' });
  const reductionId = randomUUID();
  await createReductions(store).insert({
    reductionId,
    registrationId,
    orderNo: null,
    amountFen: 100_000,
    reason: '公益',
    staffId: asker,
  });
  const side = {
    name,
    delegation,
    reviewer,
    token,
    batchId,
    registrationId,
    account,
    code,
    person,
    deleted,
    deletedTogether,
    labelled,
    locked,
    reviewed,
    approved,
    badged,
    failed,
    awaiting: awaiting.orderNo,
    order: order.orderNo,
    returned: returned.orderNo,
    invoiceId: invoiceId as string,
    refundId: refundId as string,
    addressId: kept.addressId as string,
    removedAddressId: removed.addressId as string,
    titleId: titleKept.titleId as string,
    removedTitleId: titleRemoved.titleId as string,
    disputeId: disputeId as string,
    reductionId,
  };
  const told = (await knex('notifications').where({ registrationId }).pluck('notificationId')) as string[];
  const { token: _token, batchId: _batch, delegation: _delegation, reviewer: _reviewer, ...shown } = side;
  /** What no answer to a stranger may hold. */
  return { ...side, marks: [...Object.values(shown), ...told] };
}

/** Two units under delegations that are strangers to each other, and whoever may call. */
export async function createWorld(stage: Stage, api: TestApi): Promise<World> {
  const { store } = stage;
  const { knex } = store;
  await stage.sandbox.call('PUT', '/refunds', { outcome: 'not_enough' });
  const [delegationA, delegationB] = [await delegationId(store, 3), await insertDelegation(store, 91, null)];
  const below = await insertDelegation(store, 90, delegationA);
  await insertStaff(store, 'delegation-91', 'delegation', { delegationId: delegationB });
  await insertStaff(store, 'delegation-90', 'delegation', { delegationId: below });
  await insertStaff(store, 'operator-2', 'operator');
  const asker = await insertStaff(store, 'bureau-2', 'bureau');
  const [a, b] = await Promise.all([
    createSide(stage, api, { name: '甲字进口有限公司', delegation: delegationA, reviewer: 'delegation-3', asker }),
    createSide(stage, api, { name: '乙字进口有限公司', delegation: delegationB, reviewer: 'delegation-91', asker }),
  ]);

  const callers: Caller[] = [];
  async function add(
    name: string,
    owner: Owner,
    to: Caller['to'],
    more: { mine?: Side; login?: string } = {},
  ): Promise<string> {
    const anew = async () => (await createSessions(store).open(owner, 1)).token;
    const token = await anew();
    callers.push({ name, token, anew, to, mine: undefined, ...more });
    return token;
  }
  async function addStaff(login: string, to: Caller['to'], mine?: Side): Promise<string> {
    const { staffId } = (await knex('staff').where({ login }).first('staffId')) as { staffId: string };
    return add(login, { staffId }, to, { login, ...(mine ? { mine } : {}) });
  }
  const ofA = (own: Relation, foreign: Relation) => (side: Side) => (side === a ? own : foreign);
  const nobody = () => 'nobody' as const;
  const without = (name: string, token: string | undefined) =>
    callers.push({ name, token, anew: () => Promise.resolve(token ?? ''), to: nobody, mine: undefined });
  const expire = (token: string) =>
    knex('sessions')
      .where({ tokenHash: sha256(token) })
      .update({ expiresAt: knex.raw("now() - interval '1 second'") });

  without('anonymous', undefined);
  without('a made-up token', 'A'.repeat(43));
  const over = await createSessions(store).open({ unitId: a.registrationId }, 1);
  await expire(over.token);
  without('an expired session', over.token);
  const closed = await createSessions(store).open({ unitId: a.registrationId }, 1);
  await createSessions(store).close(closed.token);
  without('a session that was logged out', closed.token);
  const gone = await open(stage);
  const { token: released } = await createSessions(store).open({ unitId: gone.registrationId }, 1);
  await knex('units').where({ unitId: gone.registrationId }).update({ releasedAt: knex.fn.now() });
  without('a unit whose account was released', released);
  for (const [role, more] of [
    ['delegation', { delegationId: delegationA }],
    ['bureau', {}],
    ['operator', {}],
  ] as const) {
    const staffId = await insertStaff(store, `disabled-${role}`, role, more);
    without(`a disabled ${role}`, (await createSessions(store).open({ staffId }, 1)).token);
    await knex('staff').where({ staffId }).update({ disabledAt: knex.fn.now() });
  }

  await add('the unit', { unitId: a.registrationId }, ofA('owner', 'otherUnit'), { mine: a });
  await add('another unit', { unitId: b.registrationId }, ofA('otherUnit', 'owner'), { mine: b });
  await addStaff('delegation-3', ofA('delegation', 'otherDelegation'), a);
  await addStaff('delegation-1', ofA('above', 'otherDelegation'), a);
  await addStaff('delegation-90', ofA('below', 'otherDelegation'));
  await addStaff('delegation-4', ofA('otherDelegation', 'otherDelegation'));
  await addStaff('delegation-91', ofA('otherDelegation', 'delegation'), b);
  await addStaff('bureau', () => 'bureau');
  await addStaff('operator', () => 'operator');
  const works = { unitAccount: a.account };
  await insertStaff(store, 'own-delegation', 'delegation', { ...works, delegationId: delegationA });
  await insertStaff(store, 'own-bureau', 'bureau', works);
  await insertStaff(store, 'own-operator', 'operator', works);
  await addStaff('own-delegation', ofA('ownDelegation', 'otherDelegation'), a);
  await addStaff('own-bureau', ofA('ownBureau', 'bureau'), b);
  await addStaff('own-operator', ofA('ownOperator', 'operator'), b);

  const { supportingEventId: eventId } = (await knex('supporting_events').first('supportingEventId')) as {
    supportingEventId: string;
  };
  return { a, b, callers, batchId: a.batchId, eventId };
}
