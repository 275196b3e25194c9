import type { Actor, EventKind } from '../domain/event.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';

const order: KeysetOrder = { by: [['number', 'eventId']] };

/** What happened; ids, counts and states only, never a person's data. */
export interface NewEvent {
  registrationId: string;
  orderNo?: string;
  kind: EventKind;
  from?: string;
  to?: string;
  actor: Actor;
  detail?: Record<string, unknown>;
}

export interface Event {
  eventId: number;
  registrationId: string;
  orderNo: string | null;
  kind: EventKind;
  from: string | null;
  to: string | null;
  actor: Actor;
  detail: Record<string, unknown>;
  at: Date;
}

/** The record of what happened to registrations and orders; each row also wakes whoever follows the registration. */
export function createEvents({ knex }: Store) {
  return {
    async append(...events: NewEvent[]): Promise<void> {
      if (events.length === 0) return;
      const rows = events.map(({ registrationId, orderNo, kind, from, to, actor, detail }) => ({
        registrationId,
        orderNo: orderNo ?? null,
        kind,
        fromState: from ?? null,
        toState: to ?? null,
        actor,
        detail: detail ?? {},
      }));
      await knex('events').insert(rows);
    },

    /** When one of these happened to a registration last. */
    async lastOf(registrationId: string, kinds: readonly EventKind[]): Promise<Date | null> {
      const row = await knex('events')
        .where({ registrationId })
        .whereIn('kind', kinds)
        .orderBy('eventId', 'desc')
        .first('at');
      return row?.at ?? null;
    },

    /** Of an order, the oldest first. */
    async list(orderNo: string, page: KeysetPage): Promise<Keyed<Event>[]> {
      return knex('events')
        .where({ orderNo })
        .modify((rows) => pageByKeyset(rows, order, page))
        .select({
          keyset: keysetOf(knex, order),
          eventId: 'eventId',
          registrationId: 'registrationId',
          orderNo: 'orderNo',
          kind: 'kind',
          from: 'fromState',
          to: 'toState',
          actor: 'actor',
          detail: 'detail',
          at: 'at',
        });
    },
  };
}
