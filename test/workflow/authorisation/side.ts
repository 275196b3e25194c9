import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { hashPassword } from '../../../api/auth.ts';
import { createInvitationCodes } from '../../../db/registration/invitation-code.ts';
import { createReductions } from '../../../db/order/reduction.ts';
import { createMobileChanges } from '../../../db/registration/mobile-change.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createSurveys } from '../../../db/registration/survey.ts';
import { createSessions } from '../../../db/session.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { address, procurementIntent, unitInfo, unitPassword } from '../../support/fixtures.ts';
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

/** A unit, approved, and one of everything it or the staff may ask about. */
export type Side = Awaited<ReturnType<typeof createSide>>;

const photo = () =>
  sharp({ create: { width: 400, height: 560, channels: 3, background: '#c08060' } })
    .jpeg()
    .toBuffer();

interface Asked {
  name: string;
  delegation: number;
  /** Of the delegation: who decides. */
  reviewer: string;
  /** Of the bureau, no caller. */
  asker: string;
}

/** Waits for a refund that failed: the sandbox must be set to refuse refunds before. */
export async function createSide(stage: Stage, api: TestApi, { name, delegation, reviewer, asker }: Asked) {
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
  await createSurveys(store).save(registrationId, { suggestions: '好' });
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
  // One that has lapsed: a confirmed one would log the unit out.
  const changes = createMobileChanges(store);
  const change = { registrationId, mobile: '13700003333', reason: '换号', staffId: asker };
  const { mobileChangeId: lapsedChangeId } = (await changes.propose(change))!;
  await changes.lapse(registrationId, 'all');
  const { mobileChangeId } = (await changes.propose(change))!;
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
    lapsedChangeId,
    mobileChangeId,
  };
  const told = (await knex('notifications').where({ registrationId }).pluck('notificationId')) as string[];
  const { token: _token, batchId: _batch, delegation: _delegation, reviewer: _reviewer, ...shown } = side;
  /** What no answer to a stranger may hold. */
  return { ...side, marks: [...Object.values(shown), ...told] };
}
