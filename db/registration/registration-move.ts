import type { Actor } from '../../domain/event.ts';
import {
  registrationTransitions,
  shownState,
  type RegistrationEvent,
  type RegistrationState,
} from '../../domain/registration.ts';
import type { RegistrationCalendar } from '../../domain/registration-deadline.ts';
import type { Refusal } from '../../domain/errors.ts';
import { nextState } from '../../domain/state-machine.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import type { Row, Update } from '../query.ts';

export type RegistrationRow = Row<'registrations'>;

const dateColumns = [
  'registrationClosesAt',
  'closingReminderDays',
  'reviewReminderDays',
  'reviewRepeatDays',
  'returnGraceDays',
] as const;

/** After an edition's registration closes its people still get their badges; so long. */
export const daysAfterClosing = 60;

function calendarOf(dates: Pick<Row<'editions'>, (typeof dateColumns)[number]>): RegistrationCalendar {
  const closesAt = dates.registrationClosesAt;
  return {
    closesAt: closesAt.toISOString(),
    endsAt: new Date(closesAt.getTime() + daysAfterClosing * 86_400_000).toISOString(),
    closingReminderDays: dates.closingReminderDays,
    reviewReminderDays: dates.reviewReminderDays,
    reviewRepeatDays: dates.reviewRepeatDays,
    returnGraceDays: dates.returnGraceDays,
  };
}

export const refused = (code: Refusal['code'], more: Omit<Refusal, 'code'> = {}): { refused: Refusal } => ({
  refused: { code, ...more },
});

/** Refused because of where the registration stands, which the caller is told in the contract's words. */
export const refusedIn = (
  state: RegistrationState,
  code: Refusal['code'],
  more: Omit<Refusal, 'code' | 'state'> = {},
) => refused(code, { state: shownState(state).state, ...more });

/** The one way a registration's state changes: held, moved by the table, and on record. */
export function createRegistrationMoves(store: Store) {
  const { knex } = store;
  const events = createEvents(store);

  return {
    /** Held until the transaction ends. */
    async hold(registrationId: string): Promise<RegistrationRow> {
      const row = await knex('registrations').where({ registrationId }).forUpdate().first();
      if (!row) throw new Error(`Registration ${registrationId} is not there`);
      return row;
    },

    async calendar(edition: string): Promise<RegistrationCalendar> {
      return calendarOf(
        (await knex('editions')
          .where({ edition })
          .first(...dateColumns))!,
      );
    },

    /** The event must be one that the row's state accepts. */
    async move(
      row: RegistrationRow,
      event: RegistrationEvent,
      {
        actor,
        fields = {},
        detail = {},
      }: { actor: Actor; fields?: Update<'registrations'>; detail?: Record<string, unknown> },
    ): Promise<{ state: RegistrationState; version: number }> {
      const to = nextState(registrationTransitions, row.state, event);
      if (!to) throw new Error(`${event} leads nowhere from ${row.state}`);
      await knex('registrations')
        .where({ registrationId: row.registrationId, state: row.state })
        .update({ state: to, version: row.version + 1, ...fields });
      await events.append({ registrationId: row.registrationId, kind: event, from: row.state, to, actor, detail });
      return { state: to, version: row.version + 1 };
    },

    /** Of one that ended: its people may come with another unit. */
    async freePeople(registrationId: string): Promise<void> {
      await knex('list_keys').where({ registrationId }).delete();
    },
  };
}
