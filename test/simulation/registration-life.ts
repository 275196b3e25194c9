import { randomUUID } from 'node:crypto';
import { statesThatMay, type RegistrationState } from '../../domain/registration.ts';
import { DomainError } from '../../domain/errors.ts';
import { createAttendees } from '../../db/registration/attendee.ts';
import { inTransaction, type Store } from '../../db/knex.ts';
import { dataOf } from '../../domain/attendee-field.ts';
import { daysAfterClosing } from '../../db/registration/registration-move.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { askForAccount, idCard, mainlander, procurementIntent, unitInfo } from '../support/fixtures.ts';
import { endByUnit } from '../support/registration-fixture.ts';
import { finishOrders } from './finished-order.ts';
import { createApplicants, edition } from './registration-applicants.ts';
import { createStaffSide, type StaffSettings } from './registration-staff.ts';

const dayMs = 86_400_000;

export interface LifeSettings extends StaffSettings {
  pump: (ms: number) => Promise<void>;
  kill: () => void;
  /** The accounts applicants ask for; two of them may want the same. */
  accounts: readonly string[];
  /** A code with few places. */
  scarceCode: string;
  /** Numbers of people that are nobody else's. */
  personNo: (n: number) => number;
  newOrderNo: () => string;
  closesAt: Date;
}

export type RegistrationLife = ReturnType<typeof createRegistrationLife>;

/** Some units that register side by side, for the same account, code and people, and what can happen to them. */
export function createRegistrationLife(settings: LifeSettings) {
  const { store, engine, ask, pump, accounts, personNo } = settings;
  const { knex } = store;
  const applicants = createApplicants(store, accounts.length);
  const { withIts, peopleOf } = applicants;
  const staffSide = createStaffSide(settings, applicants);
  const orderNos: string[] = [];
  let latestClosing = settings.closesAt.getTime();

  const person = (n: number) => ({ data: dataOf(mainlander(personNo(n))), personKey: idCard(personNo(n)) });

  /** What the unit types, while it may. */
  const edit = (registrationId: string, states: readonly RegistrationState[], type: (trx: Store) => Promise<unknown>) =>
    ask(
      inTransaction(store, async (trx) => {
        const state = await createRegistrations(trx).holdState(registrationId);
        if (!states.includes(state) || (await type(trx)) === false) throw new DomainError('not_editable');
      }),
    );
  const openStates = statesThatMay('people');

  const life = {
    advance: (days: number) => pump(days * dayMs),
    kill: settings.kill,
    orderNos,
    ...staffSide,

    async open(applicant: number, invitationCode?: string): Promise<void> {
      const [registrationId, account] = [randomUUID(), accounts[applicant]!];
      applicants.asks(applicant, registrationId);
      await askForAccount(store, { edition, account, unitId: registrationId });
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
          return (
            held?.state === 'saved' &&
            createAttendees(trx).update(
              { attendeeId: held.attendeeId, registrationId },
              { ...person(n), printedName: null, confirmedWarnings: [] },
            )
          );
        }),
      ),
    submit: (applicant: number) =>
      withIts(applicant, (registration) => ask(engine.submitRegistration(registration, randomUUID()))),
    end: (applicant: number) =>
      withIts(applicant, (registration) =>
        staffSide.requested(registration, 'withdrawn', () => endByUnit(settings, registration, registration.state)),
      ),
    giveCode: (applicant: number) =>
      withIts(applicant, (registration) =>
        ask(engine.giveInvitationCode(registration, { invitationCode: settings.scarceCode }, randomUUID())),
      ),
    endCode: async (how: 'revoked' | 'outdated') => {
      await knex('invitation_codes')
        .where({ edition, code: settings.scarceCode })
        .update(how === 'revoked' ? { revokedAt: knex.fn.now() } : { validUntil: knex.fn.now() });
    },
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
