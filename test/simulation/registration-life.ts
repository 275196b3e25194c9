import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Engine } from '../../api/temporal.ts';
import type { BadgeType } from '../../domain/attendee.ts';
import { statesThatMay, type Decision, type RegistrationState } from '../../domain/registration.ts';
import { DomainError } from '../../domain/errors.ts';
import { createAttendees } from '../../db/registration/attendee.ts';
import { inTransaction, type Store } from '../../db/knex.ts';
import { dataOf } from '../../domain/attendee-field.ts';
import { daysAfterClosing } from '../../db/registration/registration-move.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { createReviews } from '../../db/registration/review.ts';
import { createUnitOpenings } from '../../db/registration/unit-opening.ts';
import { idCard, mainlander, procurementIntent, unitInfo } from '../support/fixtures.ts';
import {
  allocateRegistration,
  lockAttendees,
  registrationWorkflowId,
  releaseRegistration,
  unlockAttendees,
  withdrawAttendee,
} from '../../workflows/messages.ts';
import { allocate, askInRow, lockPeople, release, unlockPeople, withdraw } from '../support/staff-request.ts';
import { Violation } from './workflow-run.ts';
import { finishOrders } from './finished-order.ts';

/** Reviewers: the units' own delegation, the one above it, another, and the bureau. */
export const reviewers = ['delegation-3', 'delegation-1', 'delegation-2', 'bureau'] as const;
export type Reviewer = (typeof reviewers)[number];

/** A reviewer saw what is there now, an older version, or decides by a list without looking at versions. */
export type Look = 'fresh' | 'stale' | 'bulk';

interface Registration {
  registrationId: string;
  account: string;
  state: RegistrationState;
  version: number;
}

const dayMs = 86_400_000;

export interface LifeSettings {
  store: Store;
  engine: Engine;
  /** To tell runs what the API would not. */
  client: Client;
  ask: (call: Promise<unknown>) => Promise<void>;
  pump: (ms: number) => Promise<void>;
  kill: () => void;
  staff: ReadonlyMap<string, string>;
  /** The accounts applicants ask for; two of them may want the same. */
  accounts: readonly string[];
  /** A code with few places. */
  scarceCode: string;
  delegationIds: readonly number[];
  /** Numbers of people that are nobody else's. */
  personNo: (n: number) => number;
  newOrderNo: () => string;
  closesAt: Date;
}

export type RegistrationLife = ReturnType<typeof createRegistrationLife>;

/** Some units that register side by side, for the same account, code and people, and what can happen to them. */
export function createRegistrationLife(settings: LifeSettings) {
  const { store, engine, client, ask, pump, staff, accounts, delegationIds, personNo } = settings;
  const { knex } = store;
  const edition = '2';
  /** Every registration an applicant has asked for, the newest last. */
  const asked = accounts.map((): string[] => []);
  const orderNos: string[] = [];
  let latestClosing = settings.closesAt.getTime();

  /** An applicant's newest registration that was opened. */
  async function of(applicant: number): Promise<Registration | undefined> {
    const rows = await knex('registrations as r')
      .join('units as u', 'u.unitId', 'r.unitId')
      .whereIn('r.registrationId', asked[applicant]!)
      .select('r.registrationId', 'u.account', 'r.state', 'r.version');
    const row = asked[applicant]!.toReversed()
      .map((id) => rows.find(({ registrationId: its }) => its === id))
      .find((found) => found !== undefined);
    return row && { registrationId: row.registrationId, account: row.account, state: row.state, version: row.version };
  }
  async function withIts(
    applicant: number,
    happen: (registration: Registration & { edition: string }) => Promise<unknown>,
  ): Promise<void> {
    const registration = await of(applicant);
    if (registration) await happen({ ...registration, edition });
  }
  const peopleOf = (registrationId: string, { knex: rows } = store) =>
    rows('attendees').where({ registrationId }).orderBy('attendeeId').select('attendeeId', 'state', 'badgeType');
  const person = (n: number) => ({ data: dataOf(mainlander(personNo(n))), personKey: idCard(personNo(n)) });

  /** What the unit types, while it may. */
  const edit = (registrationId: string, states: readonly RegistrationState[], type: (trx: Store) => Promise<unknown>) =>
    ask(
      inTransaction(store, async (trx) => {
        const state = await createRegistrations(trx).holdState(registrationId);
        if (!states.includes(state) || (await type(trx)) === false) throw new DomainError('not_editable');
      }),
    );
  /** What staff who may ask of a run; each ask leads to one event of the kind at most. */
  const requests = new Map<string, number>();
  async function requested(
    { registrationId }: Registration,
    event: string,
    tell: () => Promise<unknown>,
  ): Promise<void> {
    const what = `${registrationId} ${event}`;
    requests.set(what, (requests.get(what) ?? 0) + 1);
    await ask(tell());
  }
  /** Whatever a run that is not there, or is over, makes of it. */
  const told = (call: Promise<unknown>) =>
    call.catch((error: unknown) => {
      if (error instanceof Violation) throw error;
    });
  const openStates = statesThatMay('people');

  const life = {
    advance: (days: number) => pump(days * dayMs),
    kill: settings.kill,
    orderNos,
    requests,

    async open(applicant: number, invitationCode?: string): Promise<void> {
      const [registrationId, account] = [randomUUID(), accounts[applicant]!];
      asked[applicant]!.push(registrationId);
      const unit = {
        edition,
        account,
        region: 'mainland',
        category: 'enterprise',
        uscc: account,
        country: null,
        businessNo: null,
      } as const;
      await createUnitOpenings(store).insert({
        ...unit,
        unitId: registrationId,
        mobile: '13800000000',
        passwordHash: 'none',
        privacyAccepted: true,
      });
      const input = {
        edition,
        account,
        unitId: registrationId,
        registrationId,
        ...(invitationCode ? { invitationCode } : {}),
      };
      await ask(engine.openRegistration(input, { edition, account, delegationNo: undefined }, randomUUID()));
    },
    openWithScarceCode: (applicant: number) => life.open(applicant, settings.scarceCode),
    /** `city`: one the table of allocation knows, or one whose units wait for the bureau. */
    fillIn: (applicant: number, city: string) =>
      withIts(applicant, ({ registrationId }) =>
        edit(registrationId, statesThatMay('forms'), async (trx) => {
          const registrations = createRegistrations(trx);
          await registrations.saveUnitInfo(registrationId, {
            ...unitInfo,
            address: { ...unitInfo.address, city },
          } as never);
          await registrations.saveProcurementIntent(registrationId, procurementIntent as never);
        }),
      ),
    addPerson: (applicant: number, n: number) =>
      withIts(applicant, ({ registrationId }) =>
        edit(registrationId, openStates, async (trx) => {
          const attendeeId = randomUUID();
          const isNew = await createAttendees(trx).insert({ attendeeId, edition, registrationId, ...person(n) });
          await trx.knex('attendees').where({ attendeeId }).update({ hasPhoto: true });
          return isNew;
        }),
      ),
    /** Becomes another person, unless the delegation has locked them. */
    changePerson: (applicant: number, n: number) =>
      withIts(applicant, ({ registrationId }) =>
        edit(registrationId, openStates, async (trx) => {
          const people = await peopleOf(registrationId, trx);
          const [held] = await createAttendees(trx).holdStates(
            registrationId,
            people.slice(0, 1).map((row) => row.attendeeId),
          );
          return held?.state === 'saved' && createAttendees(trx).update(held.attendeeId, person(n));
        }),
      ),
    submit: (applicant: number) =>
      withIts(applicant, (registration) => ask(engine.submitRegistration(registration, randomUUID()))),
    review: (applicant: number, decision: Decision, by: Reviewer, look: Look) =>
      withIts(applicant, async (registration) => {
        const requestId = randomUUID();
        const { registrationId, version } = registration;
        const reason = decision === 'approve' ? undefined : '核验';
        const seen = look === 'bulk' ? {} : { version: look === 'fresh' ? version : version - 1 };
        const recorded = await createReviews(store).record([registrationId], {
          decision,
          reason,
          staffId: staff.get(by)!,
          requestId,
          ...seen,
        });
        const reviewId = recorded.get(registrationId)!;
        if (look === 'bulk') return ask(engine.registrationDecided(registration, reviewId));
        await ask(
          engine.decideRegistration(registration, { reviewId }, randomUUID()).then((told) => {
            if (look === 'stale' && 'done' in told)
              throw new Violation(`A decision on what was no longer so stands: ${registrationId}`);
          }),
        );
      }),
    allocate: (applicant: number, n: number) =>
      withIts(applicant, (registration) =>
        requested(registration, 'allocated', () => allocate(settings, registration, delegationIds[n]!)),
      ),
    giveCode: (applicant: number) =>
      withIts(applicant, (registration) =>
        ask(engine.giveInvitationCode(registration, { invitationCode: settings.scarceCode }, randomUUID())),
      ),
    endCode: async (how: 'revoked' | 'outdated') => {
      await knex('invitation_codes')
        .where({ edition, code: settings.scarceCode })
        .update({ [how === 'revoked' ? 'revokedAt' : 'validUntil']: knex.fn.now() });
    },
    withdraw: (applicant: number) =>
      withIts(applicant, async (registration) => {
        const [first] = await peopleOf(registration.registrationId);
        if (first)
          await requested(registration, 'attendee_withdrawn', () => withdraw(settings, registration, first.attendeeId));
      }),
    release: (applicant: number) =>
      withIts(applicant, (registration) =>
        requested(registration, 'released', () => release(settings, registration, registration.state)),
      ),
    /** The API refuses what cannot be locked; the run must do so itself, since much may change on the way. */
    lock: (applicant: number, badgeType: BadgeType) =>
      withIts(applicant, async (registration) => {
        const items = (await peopleOf(registration.registrationId))
          .filter(({ state }) => state !== 'withdrawn')
          .map((row) => ({ attendeeId: row.attendeeId, badgeType }));
        if (items.length > 0)
          await requested(registration, 'attendees_locked', () => lockPeople(settings, registration, items));
      }),
    unlock: (applicant: number) =>
      withIts(applicant, async (registration) => {
        const attendeeIds = (await peopleOf(registration.registrationId)).map((row) => row.attendeeId);
        if (attendeeIds.length > 0)
          await requested(registration, 'attendees_unlocked', () => unlockPeople(settings, registration, attendeeIds));
      }),
    /** Whoever reaches Temporal tells a run what was asked of another, or of it before, and what nobody asked. */
    forge: (applicant: number, other: number) =>
      withIts(applicant, async (registration) => {
        const subject = (await of(other))?.registrationId ?? '';
        const requestIds = await knex('staff_requests')
          .where({ subject })
          .orderBy(['madeAt', 'requestId'])
          .pluck('requestId');
        const handle = client.workflow.getHandle(registrationWorkflowId(registration));
        const whatever = [
          lockAttendees,
          unlockAttendees,
          allocateRegistration,
          withdrawAttendee,
          releaseRegistration,
        ] as const;
        for (const requestId of [...requestIds.slice(-3), randomUUID(), 'nothing'])
          for (const message of whatever) {
            const args = [{ requestId }] as [{ requestId: string }];
            if (message.type === 'signal') await told(handle.signal(message, ...args));
            else await told(handle.executeUpdate(message as never, { args, updateId: randomUUID() } as never));
          }
      }),
    /** Of one who may not; on record all the same. */
    askAsOperator: (applicant: number) =>
      withIts(applicant, async (registration) => {
        const { registrationId: subject, account, state } = registration;
        const items = (await peopleOf(subject)).map((row) => ({
          attendeeId: row.attendeeId,
          badgeType: 'vip' as const,
        }));
        await ask(
          engine.lockAttendees(
            registration,
            await askInRow(store, { kind: 'lock', subject, payload: { items }, by: 'operator' }),
          ),
        );
        const input = { edition, account, unitId: subject, registrationId: subject };
        const standing = { state, since: new Date().toISOString(), reminders: 0 };
        const requestId = await askInRow(store, { kind: 'release', subject, payload: {}, by: 'operator' });
        await ask(engine.releaseRegistration({ ...input, standing }, requestId));
      }),
    order: (applicant: number) =>
      withIts(applicant, async ({ registrationId, account }) => {
        const attendeeIds = (await peopleOf(registrationId)).map((row) => row.attendeeId);
        if (attendeeIds.length === 0) return;
        const orderNo = settings.newOrderNo();
        orderNos.push(orderNo);
        const input = {
          orderNo,
          registrationId,
          attendeeIds,
          pickup: 'delegation',
          paymentWindowSeconds: 900,
        } as const;
        await ask(engine.placeOrder(input, { edition, account, delegationNo: 3 }, randomUUID()));
      }),
    /** The bureau moves the closing; runs learn of it when something falls due. */
    moveClosing: async (days: number) => {
      const later = (column: string) => knex.raw<Date>("?? + ? * interval '1 day'", [column, days]);
      const [row] = await knex('editions')
        .where({ edition })
        .update({ registrationClosesAt: later('registrationClosesAt'), expoClosesAt: later('expoClosesAt') })
        .returning('registrationClosesAt');
      latestClosing = Math.max(latestClosing, row!.registrationClosesAt.getTime());
    },

    /** Orders come to their ends, and then time does. */
    async settle(isAnyRunOpen: () => boolean): Promise<void> {
      await finishOrders(settings, orderNos);
      // A run learns of an earlier end only when the one it knew of comes.
      await life.advance(Math.max((latestClosing - Date.now()) / dayMs, 0) + daysAfterClosing + 1);
      // Whose time-outs and texts end a little later.
      for (let round = 0; round < 20 && isAnyRunOpen(); round++) await life.advance(1);
    },
  };
  return life;
}
