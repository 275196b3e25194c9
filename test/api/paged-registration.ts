import { randomBytes, randomUUID } from 'node:crypto';
import type { AttentionSubject } from '../../domain/attention.ts';
import { sha256 } from '../../db/personal-data.ts';
import { address, createUnit, staffToken } from '../support/fixtures.ts';
import { createPeople } from '../support/order-fixture.ts';
import { later, times, type List, type PagedStage } from './paged-stage.ts';

/** Lists of units, people and what the bureau and operators do with them. */
export async function registrationLists(stage: PagedStage): Promise<Record<string, List>> {
  const { api, store, knex, bureau, delegation, operator, own, other, into, drop, next, sorted } = stage;
  const { registrationId, token, account } = stage.buyer;
  await into('invitation_codes', [{ edition: '2', code: 'PAGED-USES', delegationId: own }]);
  const unitsOf = async (count: number, at: Date, delegationNo: number | null) => {
    for (const unit of await Promise.all(times(count, () => createUnit(store, { delegationNo }))))
      await knex('registrations').where({ registrationId: unit.registrationId }).update({ createdAt: at });
  };
  const peopleOf = async (count: number, at: Date) => {
    const ids = await createPeople(
      store,
      registrationId,
      times(count, () => ({ unlocked: true })),
    );
    await knex('attendees').whereIn('attendeeId', ids).update({ createdAt: at });
    return ids;
  };
  const leave = (id: string) => api.call('DELETE', `/attendees/${id}`, { token });
  const eventId = randomUUID();
  const eventsOf = (count: number, at: Date, id?: string) =>
    into(
      'supporting_events',
      times(count, () => ({
        supportingEventId: id ?? randomUUID(),
        edition: '2',
        titleZh: '会',
        titleEn: 'E',
        placeZh: '馆',
        placeEn: 'H',
        startsAt: at,
        endsAt: later(999),
        signUpClosesAt: later(998),
        capacity: 9,
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

  const { staffId } = (await store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
  const listed = 'delegation-27';
  /** Behind all others in the list, so that the one that asks stays. */
  const oldestSession = async () => {
    const made = await staffToken(store, listed);
    await knex('sessions')
      .where({ tokenHash: sha256(made) })
      .update({ createdAt: new Date(0) });
    return made;
  };

  return {
    '/delegations': {
      path: '/delegations',
      id: 'delegationId',
      add: (count, at) =>
        into(
          'delegations',
          times(count, () => ({
            edition: '2',
            no: Number(sorted(at)),
            kind: 'region',
            phones: '',
            contactsZh: '',
            nameZh: '团',
            nameEn: 'D',
            organisationZh: '局',
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
    '/attendees': {
      path: '/attendees?state=saved',
      token,
      id: 'attendeeId',
      add: (count, at) => peopleOf(count, at),
      remove: leave,
    },
    '/review/attendees': {
      path: `/review/attendees?registrationId=${registrationId}&state=saved`,
      token: bureau,
      id: 'attendeeId',
      add: (count, at) => peopleOf(count, at),
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
            notificationId: randomUUID(),
            registrationId,
            kind: 'registration_approved',
            subject: String(next()),
            round: 1,
            params: {},
            createdAt,
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
    '/bureau/events': {
      path: '/bureau/events',
      token: bureau,
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
          (await peopleOf(count, at)).map((attendeeId) => ({ supportingEventId: eventId, attendeeId, at })),
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
    '/bureau/mobile-changes': {
      path: '/bureau/mobile-changes',
      token: bureau,
      id: 'mobileChangeId',
      add: async (count, at) => {
        const units = await Promise.all(times(count, () => createUnit(store)));
        await into(
          'mobile_changes',
          units.map((unit) => ({
            mobileChangeId: randomUUID(),
            registrationId: unit.registrationId,
            mobile: randomBytes(40),
            reason: randomBytes(40),
            proposedBy: staffId,
            proposedAt: at,
            lapsesAt: '2100-01-01',
          })),
        );
      },
      remove: drop('mobile_changes', 'mobileChangeId'),
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
      remove: async (id) => {
        const { limit, disputeId } = JSON.parse(id) as Partial<Record<AttentionSubject, string>>;
        if (limit) await drop('breakers', 'name')(limit);
        if (disputeId) await drop('disputes', 'disputeId')(disputeId);
      },
    },
    '/sessions': {
      path: '/sessions',
      token: await oldestSession(),
      id: 'sessionId',
      add: async (count, createdAt) => {
        const { staffId } = await knex('staff').where({ login: listed }).first('staffId');
        await into(
          'sessions',
          times(count, () => ({
            sessionId: randomUUID(),
            tokenHash: randomBytes(32),
            staffId,
            createdAt,
            expiresAt: new Date(Date.now() + 3_600_000),
          })),
        );
      },
      remove: drop('sessions', 'sessionId'),
    },
    '/bureau/staff': {
      path: '/bureau/staff',
      token: bureau,
      id: 'login',
      add: (count, at) =>
        into(
          'staff',
          times(count, () => ({
            staffId: randomUUID(),
            login: `a ${sorted(at)} "é/会`,
            role: 'bureau',
            passwordHash: 'none',
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
