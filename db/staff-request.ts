import type { BadgeType } from '../domain/attendee.ts';
import type { CourierNews } from '../domain/badge.ts';
import type { Outcome } from '../domain/errors.ts';
import { staffRequests, type MessageFault, type StaffRequestKind } from '../domain/staff-request.ts';
import { inTransaction, type Store } from './knex.ts';
import { createRefusedMessages } from './refused-message.ts';
import { createStaffRights } from './staff-right.ts';

/** What a request says beside its kind and subject: ids, counts and states. Reviews have tables of their own for their sealed words. */
interface Payloads {
  lock: { items: { attendeeId: string; badgeType: BadgeType }[] };
  unlock: { attendeeIds: string[] };
  allocate: { delegationId: number };
  withdraw: { attendeeId: string };
  release: { disputeId?: string };
  extend: { minutes: number };
  reduce: { reductionId: string };
  make_badges: { attendeeIds: string[] };
  courier_news: { shipmentNos: string[]; news: CourierNews };
  /** All that are ready when left out. */
  hand_over: { attendeeIds?: string[] };
  retry_refund: object;
  settle_refund: object;
  retry_reversal: object;
}

/** The kinds that have a row here. */
export type AskedKind = keyof Payloads;

/** A request of one of some kinds, as the row has it. */
export type StaffRequest<K extends AskedKind> = {
  [Each in K]: { kind: Each; payload: Payloads[Each]; staffId: string; requestId: string };
}[K];

export interface NewStaffRequest<K extends AskedKind> {
  requestId: string;
  kind: K;
  staffId: string;
  subject: string;
  payload: Payloads[K];
}

/** A message that reached a run: what it says it carries, which need not be so. */
export interface Message {
  requestId?: unknown;
  /** Of an update; the API gives it the request's own id. */
  updateId?: string;
}

const codeOf = {
  no_request: 'not_found',
  used_again: 'not_found',
  forbidden: 'forbidden',
  own_unit: 'own_unit',
} as const satisfies Record<MessageFault, string>;

/** Whether it can be looked up: what comes through a message may be anything. */
export const isRowId = (id: unknown): id is string =>
  typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** What staff ask of runs: written by the API before the run is told its id, followed by the run's activities. */
export function createStaffRequests(store: Store) {
  const { knex } = store;

  return {
    /** A repeat of the request finds its rows. */
    async record<K extends AskedKind>(...requests: NewStaffRequest<K>[]): Promise<void> {
      const rows = requests.map(({ requestId, kind, staffId, subject, payload }) => ({
        requestId,
        kind,
        staffId,
        subject,
        payload,
      }));
      await knex('staff_requests').insert(rows).onConflict(['requestId', 'subject']).ignore();
    },

    /** The request behind a message to `subject`, held until the transaction ends; or what is wrong, which is on record then. */
    async look<K extends AskedKind>(
      subject: string,
      kinds: readonly K[],
      { requestId, updateId }: Message,
    ): Promise<{ request: StaffRequest<K>; used: unknown } | { refused: { code: (typeof codeOf)[MessageFault] } }> {
      const fault = async (which: MessageFault, of: AskedKind = kinds[0]!) => {
        await createRefusedMessages(store).note({ subject, kind: of, fault: which });
        return { refused: { code: codeOf[which] } };
      };
      const row = isRowId(requestId)
        ? await knex('staff_requests')
            .where({ requestId, subject })
            .forUpdate()
            // Our own repeats, of an API or an activity that was cut short, come within the week of an idempotency key.
            .first('kind', 'payload', 'staffId', 'usedAt', 'outcome', {
              usedLongAgo: knex.raw<boolean | null>("used_at < now() - interval '7 days'"),
            })
        : undefined;
      const kind = kinds.find((one) => one === row?.kind);
      if (!row || kind === undefined) return fault('no_request');
      if (row.usedAt && (row.usedLongAgo || (updateId !== undefined && updateId !== requestId)))
        return fault('used_again', kind);
      // A payload was stored beside its kind by `record`, which ties the two.
      const request = { kind, payload: row.payload, staffId: row.staffId, requestId } as StaffRequest<K>;
      if (row.usedAt) return { request, used: row.outcome };
      const rights = createStaffRights(store);
      const refusal = await rights.refusal(kind, row.staffId, await rights.registrationOf(kind, subject));
      return refusal ? fault(refusal, kind) : { request, used: undefined };
    },

    async use(requestId: string, subject: string, outcome: unknown): Promise<void> {
      await knex('staff_requests')
        .where({ requestId, subject })
        .update({ usedAt: knex.fn.now(), outcome: JSON.stringify(outcome) });
    },

    /** Whether any of these registrations, orders or refunds is of the unit that this member of staff works for, where the kind forbids that. */
    async isOfOwnUnit(kind: StaffRequestKind, staffId: string, subjects: readonly string[]): Promise<boolean> {
      const { about, ofOwnUnit } = staffRequests[kind];
      if (ofOwnUnit) return false;
      const own = knex('staff as s')
        .join('units as u', 'u.account', 's.unitAccount')
        .join('registrations as r', 'r.unitId', 'u.unitId')
        .where('s.staffId', staffId);
      if (about === 'registration')
        return (await own.whereIn('r.registrationId', subjects).first('r.registrationId')) !== undefined;
      const orders = own.join('badge_orders as o', 'o.registrationId', 'r.registrationId');
      if (about === 'order') return (await orders.whereIn('o.orderNo', subjects).first('o.orderNo')) !== undefined;
      const refunds = orders.join('refunds as f', 'f.orderNo', 'o.orderNo');
      return (await refunds.whereIn('f.refundNo', subjects).first('f.refundNo')) !== undefined;
    },
  };
}

/**
 * Follows what a message to `subject` says staff ask for: once, while who asked may, and only where a row says so. A repeat is given
 * the first one's outcome; whatever else comes changes nothing and calls a human.
 */
export function followRequest<K extends AskedKind, T>(
  store: Store,
  { subject, kinds, ...message }: Message & { subject: string; kinds: readonly K[] },
  work: (trx: Store, request: StaffRequest<K>) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  return inTransaction(store, async (trx) => {
    const requests = createStaffRequests(trx);
    const looked = await requests.look(subject, kinds, message);
    if ('refused' in looked) return looked;
    // The outcome of `work`, stored below.
    if (looked.used !== undefined) return looked.used as Outcome<T>;
    const outcome = await work(trx, looked.request);
    await requests.use(looked.request.requestId, subject, outcome);
    return outcome;
  });
}
