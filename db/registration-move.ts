import { registrationTransitions, type RegistrationEvent, type RegistrationState } from '../domain/registration.ts';
import type { RegistrationCalendar } from '../domain/registration-deadline.ts';
import type { Refusal } from '../domain/errors.ts';
import { nextState } from '../domain/state-machine.ts';
import { createEvents, type Actor } from './event.ts';
import type { Store } from './knex.ts';

export interface RegistrationRow {
  registration_id: string;
  edition: string;
  unit_id: string;
  delegation_id: number | null;
  invitation_code: string | null;
  state: RegistrationState;
  round: number;
  version: number;
  review_level: 1 | 2;
  unit_info: { address?: { province?: string; city?: string } } | null;
  missing: string[];
}

interface EditionDates {
  registration_closes_at: Date;
  closing_reminder_days: number[];
  review_reminder_days: number;
  review_repeat_days: number;
  return_grace_days: number;
}

/** After an edition's registration closes its people still get their badges; so long. */
export const daysAfterClosing = 60;

export function calendarOf(dates: EditionDates): RegistrationCalendar {
  const closesAt = dates.registration_closes_at;
  return {
    closesAt: closesAt.toISOString(),
    endsAt: new Date(closesAt.getTime() + daysAfterClosing * 86_400_000).toISOString(),
    closingReminderDays: dates.closing_reminder_days,
    reviewReminderDays: dates.review_reminder_days,
    reviewRepeatDays: dates.review_repeat_days,
    returnGraceDays: dates.return_grace_days,
  };
}

export const refused = (code: Refusal['code'], more: Omit<Refusal, 'code'> = {}): { refused: Refusal } => ({ refused: { code, ...more } });

/** The one way a registration's state changes: held, moved by the table, and on record. */
export function createRegistrationMoves(store: Store) {
  const { knex } = store;
  const events = createEvents(store);

  return {
    /** Held until the transaction ends. */
    async hold(registrationId: string): Promise<RegistrationRow> {
      const row = (await knex('registrations').where({ registration_id: registrationId }).forUpdate().first()) as RegistrationRow | undefined;
      if (!row) throw new Error(`Registration ${registrationId} is not there`);
      return row;
    },

    async calendar(edition: string): Promise<RegistrationCalendar> {
      return calendarOf((await knex('editions').where({ edition }).first()) as EditionDates);
    },

    /** The event must be one that the row's state accepts. */
    async move(
      row: RegistrationRow,
      event: RegistrationEvent,
      { actor, fields = {}, detail = {} }: { actor: Actor; fields?: Record<string, unknown>; detail?: Record<string, unknown> },
    ): Promise<{ state: RegistrationState; version: number }> {
      const to = nextState(registrationTransitions, row.state, event);
      if (!to) throw new Error(`${event} leads nowhere from ${row.state}`);
      await knex('registrations')
        .where({ registration_id: row.registration_id, state: row.state })
        .update({ state: to, version: row.version + 1, ...fields });
      await events.append({ registrationId: row.registration_id, kind: event, from: row.state, to, actor, detail });
      return { state: to, version: row.version + 1 };
    },

    /** Of one that ended: its people may come with another unit. */
    async freePeople(registrationId: string): Promise<void> {
      await knex('list_keys').where({ registration_id: registrationId }).delete();
    },
  };
}
