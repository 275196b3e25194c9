import { randomUUID } from 'node:crypto';
import type { Engine } from '../../api/temporal.ts';
import type { BadgeType } from '../../domain/attendee.ts';
import type { RegistrationState } from '../../domain/registration.ts';
import type { Store } from '../../db/knex.ts';
import { createPersonReviews, type PersonReview } from '../../db/order/person-review.ts';
import { createProductionBatches } from '../../db/order/production-batch.ts';
import { createReductions } from '../../db/order/reduction.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { createStaffRequests, type AskedKind, type NewStaffRequest } from '../../db/staff-request.ts';

/** The seeded bureau and operator. */
export async function staffIds({ knex }: Store): Promise<{ bureau: string; operator: string }> {
  const idOf = async (login: string) => (await knex('staff').where({ login }).first('staffId'))!.staffId;
  return { bureau: await idOf('bureau'), operator: await idOf('operator') };
}

/** Puts on record what a member of staff asks of a run, as the API does; the id that the run is to be told. */
export async function askInRow<K extends AskedKind>(
  store: Store,
  {
    by = 'bureau',
    requestId = randomUUID(),
    ...ask
  }: Pick<NewStaffRequest<K>, 'kind' | 'subject' | 'payload'> & { by?: string; requestId?: string },
): Promise<string> {
  const { staffId } = (await store.knex('staff').where({ login: by }).first('staffId'))!;
  await createStaffRequests(store).record({ ...ask, requestId, staffId });
  return requestId;
}

interface Parts {
  store: Store;
  engine: Engine;
}
type Account = { edition: string; account: string; registrationId: string };

/* Each writes its row and tells the run, as the API does; by the bureau, which may all of it. */

export async function lockPeople(
  { store, engine }: Parts,
  of: Account,
  items: { attendeeId: string; badgeType: BadgeType }[],
  requestId?: string,
) {
  const { registrationId: subject } = of;
  return engine.lockAttendees(
    of,
    await askInRow(store, { kind: 'lock', subject, payload: { items }, ...(requestId ? { requestId } : {}) }),
  );
}
export async function unlockPeople({ store, engine }: Parts, of: Account, attendeeIds: string[]) {
  return engine.unlockAttendees(
    of,
    await askInRow(store, { kind: 'unlock', subject: of.registrationId, payload: { attendeeIds } }),
  );
}
export async function allocate({ store, engine }: Parts, of: Account, delegationId: number, requestId?: string) {
  const row = {
    kind: 'allocate',
    subject: of.registrationId,
    payload: { delegationId },
    ...(requestId ? { requestId } : {}),
  } as const;
  return engine.allocateRegistration(of, await askInRow(store, row));
}
export async function withdraw({ store, engine }: Parts, of: Account, attendeeId: string) {
  return engine.withdrawAttendee(
    of,
    await askInRow(store, { kind: 'withdraw', subject: of.registrationId, payload: { attendeeId } }),
  );
}
/** `state`: what the registration is now. */
export async function release({ store, engine }: Parts, of: Account, state: RegistrationState) {
  const { edition, account, registrationId } = of;
  const requestId = await askInRow(store, { kind: 'release', subject: registrationId, payload: {} });
  const standing = { state, since: new Date().toISOString(), reminders: 0 };
  return engine.releaseRegistration({ edition, account, unitId: registrationId, registrationId, standing }, requestId);
}
export async function extendWindow({ store, engine }: Parts, orderNo: string, minutes: number) {
  return engine.extendWindow(
    orderNo,
    await askInRow(store, { kind: 'extend', subject: orderNo, payload: { minutes } }),
  );
}
export async function reduceOrder(
  { store, engine }: Parts,
  { orderNo, registrationId }: { orderNo: string; registrationId: string },
  amountFen: number,
) {
  const [reductionId, staffId] = [randomUUID(), (await staffIds(store)).bureau];
  await createReductions(store).insert({ reductionId, registrationId, orderNo, amountFen, reason: '公益', staffId });
  return engine.reduceOrder(
    orderNo,
    await askInRow(store, { kind: 'reduce', subject: orderNo, payload: { reductionId }, requestId: reductionId }),
  );
}
export async function handOver({ store, engine }: Parts, orderNo: string, attendeeIds?: string[]) {
  const payload = attendeeIds ? { attendeeIds } : {};
  return engine.handOver(orderNo, await askInRow(store, { kind: 'hand_over', subject: orderNo, payload }));
}
export async function retryRefund({ store, engine }: Parts, refundNo: string) {
  return engine.takeUpRefund(refundNo, await askInRow(store, { kind: 'retry_refund', subject: refundNo, payload: {} }));
}
/** Both say that it was paid by hand, so that any amount may. */
export async function settleRefund({ store, engine }: Parts, refundNo: string) {
  const { bureau, operator } = await staffIds(store);
  for (const staffId of [bureau, operator]) await createRefunds(store).settle({ refundNo, staffId, reference: '核验' });
  return engine.takeUpRefund(
    refundNo,
    await askInRow(store, { kind: 'settle_refund', subject: refundNo, payload: {} }),
  );
}
export async function judgePeople(
  { store, engine }: Parts,
  orderNo: string,
  verdicts: readonly Omit<PersonReview, 'orderNo'>[],
): Promise<boolean> {
  const [requestId, staffId] = [randomUUID(), (await staffIds(store)).bureau];
  await createPersonReviews(store).record(
    verdicts.map((verdict) => ({ ...verdict, orderNo })),
    { requestId, staffId },
  );
  return engine.personsReviewed(orderNo, requestId);
}
/** A batch of these people; its id. */
export async function batchBadges(
  { store, engine }: Parts,
  orderNo: string,
  attendeeIds: readonly string[],
): Promise<string> {
  const [requestId, staffId] = [randomUUID(), (await staffIds(store)).bureau];
  await createProductionBatches(store).insert({ edition: '2', batchId: requestId, staffId });
  await askInRow(store, {
    kind: 'make_badges',
    subject: orderNo,
    payload: { attendeeIds: [...attendeeIds] },
    requestId,
  });
  await engine.badgesBatched(orderNo, requestId);
  return requestId;
}
