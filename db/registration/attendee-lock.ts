import { randomUUID } from 'node:crypto';
import type { BadgeType } from '../../domain/attendee.ts';
import { freeLineStates } from '../../domain/badge.ts';
import type { ErrorCode } from '../../domain/error-code.ts';
import { may, statesThatMay } from '../../domain/registration.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import { createPersonKeys } from './person-key.ts';

/** Of whom something was asked that was not done. */
export interface RefusedPerson {
  attendeeId: string;
  code: ErrorCode;
}

/** Labels and locks (G5.2). Written only by activities on behalf of the registration's workflow. */
export function createAttendeeLocks(store: Store) {
  const { knex } = store;
  const events = createEvents(store);

  return {
    /** Labels and locks those that can be and that no other unit has; when that makes a fee due, the notice to send about it. */
    async lock(
      registrationId: string,
      { items, staffId }: { items: readonly { attendeeId: string; badgeType: BadgeType }[]; staffId: string },
    ): Promise<{ locked: number; refused: RefusedPerson[]; notificationId?: string }> {
      const free = await takeFree(
        registrationId,
        items.map((item) => item.attendeeId),
        staffId,
      );
      const ids: string[] = [];
      for (const badgeType of ['professional', 'vip'] as const) {
        const wanted = items
          .filter((item) => item.badgeType === badgeType && free.has(item.attendeeId))
          .map((item) => item.attendeeId);
        if (wanted.length === 0) continue;
        const rows = await lockable(registrationId, wanted)
          .update({ state: 'locked', badgeType, lockedAt: knex.fn.now(), version: knex.raw('version + 1') })
          .returning('attendeeId');
        if (rows.length === 0) continue;
        const locked = rows.map((row) => row.attendeeId);
        ids.push(...locked);
        await events.append({
          registrationId,
          kind: 'attendees_locked',
          from: 'saved',
          to: 'locked',
          actor: 'delegation',
          detail: { badgeType, people: locked.length, attendeeIds: locked },
        });
      }
      const notificationId = ids.length > 0 ? await noticeOfPayment(registrationId, ids) : undefined;
      const rest = items.map((item) => item.attendeeId).filter((id) => !ids.includes(id));
      const refused = await refusedOf(registrationId, rest, 'lock');
      return { locked: ids.length, refused, ...(notificationId ? { notificationId } : {}) };
    },

    /** Gives people back to the unit; whoever is in a live order stays locked. */
    async unlock(
      registrationId: string,
      attendeeIds: readonly string[],
    ): Promise<{ unlocked: number; refused: RefusedPerson[] }> {
      // Locked first, looked at afterwards: a statement that waited for an order's placing would not see the order.
      const people = () =>
        knex('attendees')
          .where({ registrationId, state: 'locked' })
          .whereIn('attendeeId', [...attendeeIds]);
      await people().orderBy('attendeeId').forUpdate().select('attendeeId');
      const rows = await people()
        .whereNotExists(
          knex('order_lines')
            .whereRaw('order_lines.attendee_id = attendees.attendee_id')
            .whereNotIn('state', [...freeLineStates]),
        )
        .update({ state: 'saved', badgeType: null, lockedAt: null, version: knex.raw('version + 1') })
        .returning('attendeeId');
      const ids = rows.map((row) => row.attendeeId);
      if (ids.length > 0)
        await events.append({
          registrationId,
          kind: 'attendees_unlocked',
          from: 'locked',
          to: 'saved',
          actor: 'delegation',
          detail: { people: ids.length, attendeeIds: ids },
        });
      const rest = attendeeIds.filter((id) => !ids.includes(id));
      return { unlocked: ids.length, refused: await refusedOf(registrationId, rest, 'unlock') };
    },
  };

  /** Why each of these was left as they were. */
  async function refusedOf(
    registrationId: string,
    attendeeIds: readonly string[],
    deed: 'lock' | 'unlock',
  ): Promise<RefusedPerson[]> {
    if (attendeeIds.length === 0) return [];
    const rows = await knex('attendees as a')
      .join('registrations as r', 'r.registrationId', 'a.registrationId')
      .where('a.registrationId', registrationId)
      .whereIn('a.attendeeId', [...attendeeIds])
      .select('a.attendeeId', 'a.state', 'a.hasPhoto', { registrationState: 'r.state' });
    const people = new Map(rows.map((row) => [row.attendeeId, row]));
    const codeOf = (attendeeId: string): ErrorCode => {
      const person = people.get(attendeeId);
      if (!person) return 'not_found';
      if (person.state === 'withdrawn') return 'attendee_withdrawn';
      if (deed === 'unlock') return person.state === 'locked' ? 'attendee_already_ordered' : 'attendee_not_locked';
      if (person.state === 'locked') return 'attendee_locked';
      if (!person.hasPhoto) return 'photo_missing';
      return may('badges', person.registrationState) ? 'attendee_already_registered' : 'registration_not_approved';
    };
    return attendeeIds.map((attendeeId) => ({ attendeeId, code: codeOf(attendeeId) }));
  }

  function lockable(registrationId: string, attendeeIds: readonly string[]) {
    return knex('attendees')
      .where({ registrationId, state: 'saved', hasPhoto: true })
      .whereIn('attendeeId', [...attendeeIds])
      .whereExists(knex('registrations').where({ registrationId }).whereIn('state', statesThatMay('badges')));
  }

  /** Those that can be locked, taken for their unit: whoever came to the list after its submission is compared here (G4.2). */
  async function takeFree(
    registrationId: string,
    attendeeIds: readonly string[],
    staffId: string,
  ): Promise<Set<string>> {
    const rows = await lockable(registrationId, attendeeIds)
      .orderBy('attendeeId')
      .forUpdate()
      .select('attendeeId', 'edition');
    if (rows.length === 0) return new Set();
    const ids = rows.map((row) => row.attendeeId);
    const { edition } = rows[0]!;
    const met = await createPersonKeys(store).takeAll({
      at: 'lock',
      edition,
      registrationId,
      attendeeIds: ids,
      staffId,
    });
    return new Set(ids.filter((id) => !met.includes(id)));
  }

  async function noticeOfPayment(registrationId: string, attendeeIds: readonly string[]): Promise<string | undefined> {
    const due = await knex('attendees as a')
      .join('editions as e', 'e.edition', 'a.edition')
      .whereIn('a.attendeeId', [...attendeeIds])
      .first({
        people: knex.raw<number>(
          "count(*) FILTER (WHERE badge_type = 'professional' AND professional_fee_fen > 0)::int",
        ),
        amountFen: knex.raw<number>(
          "coalesce(sum(CASE badge_type WHEN 'professional' THEN professional_fee_fen ELSE vip_fee_fen END), 0)::int",
        ),
      });
    if (!due?.amountFen) return undefined;
    const notificationId = randomUUID();
    await knex('notifications').insert({
      notificationId,
      registrationId,
      kind: 'payment_due',
      subject: registrationId,
      round: knex('notifications')
        .where({ kind: 'payment_due', subject: registrationId })
        .select({ round: knex.raw('coalesce(max(round), 0) + 1') }),
      params: due,
    });
    return notificationId;
  }
}
