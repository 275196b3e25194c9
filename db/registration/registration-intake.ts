import { isIn, missingOf, type RegistrationState, type StateIn } from '../../domain/registration.ts';
import { namedOf } from '../../domain/attendee.ts';
import { isWholeUnitInfo } from '../../domain/unit-info.ts';
import type { RegistrationCalendar } from '../../domain/registration-deadline.ts';
import type { Outcome } from '../../domain/errors.ts';
import type { RegistrationOpening } from '../../domain/registration-opening.ts';
import type { StartFault } from '../../domain/staff-request.ts';
import { say } from '../../domain/message.ts';
import { createAllocations } from './allocation.ts';
import { termsAccepted } from './consent.ts';
import { createEvents } from '../event.ts';
import { createPreviousEdition } from './previous-edition.ts';
import { createInvitationPlaces } from './invitation-code-place.ts';
import type { Store } from '../knex.ts';
import { createPersonKeys } from './person-key.ts';
import { createRefusedMessages } from '../refused-message.ts';
import { createRegistrationMoves, refused, refusedIn } from './registration-move.ts';
import { isRowId } from '../staff-request.ts';
import { formsOf } from './registration-form.ts';
import { createSubmissions } from './submission.ts';
import { createVerificationCodes } from './verification-code.ts';

interface Opened {
  state: RegistrationState;
  delegationNo: number | null;
  calendar: RegistrationCalendar;
}

/** What was returned may be corrected for a while after the closing; its own deadline ends that. */
const closesWithEdition: Record<StateIn<'filling_in'>, boolean> = { draft: true, returned: false };

/** How registrations come in (G1, G4.1). Written only by activities on behalf of the registration's workflow. */
export function createRegistrationIntake(store: Store) {
  const { knex, personalData } = store;
  const events = createEvents(store);
  const moves = createRegistrationMoves(store);
  const places = createInvitationPlaces(store);
  const codes = createVerificationCodes(store);

  async function delegationNo(delegationId: number | null): Promise<number | null> {
    if (delegationId === null) return null;
    return (await knex('delegations').where({ delegationId }).first('no'))!.no;
  }

  /** The API wrote who asks for which account before it started the run; a unit and its registration share their id. */
  async function otherThanAsked({
    edition,
    account,
    unitId,
    registrationId,
  }: RegistrationOpening): Promise<StartFault | undefined> {
    const unit = isRowId(unitId) ? await knex('units').where({ unitId }).first('edition', 'account') : undefined;
    if (!unit) return 'no_row';
    return unit.edition === edition && unit.account === account && unitId === registrationId ? undefined : 'other_row';
  }

  return {
    /** Opens the account and its registration; a repeat is told what is already there. */
    async open({
      edition,
      account,
      unitId,
      registrationId,
      invitationCode,
      previousEdition,
    }: RegistrationOpening): Promise<Outcome<Opened>> {
      const fault = await otherThanAsked({ edition, account, unitId, registrationId });
      if (fault) {
        await createRefusedMessages(store).note({ subject: registrationId, kind: 'start_registration', fault });
        return refused('not_found');
      }
      const dates = await knex('editions')
        .where({ edition })
        .first({
          open: knex.raw<boolean>(
            'closed_at IS NULL AND now() BETWEEN registration_opens_at AND registration_closes_at',
          ),
        });
      if (!dates) return refused('not_found');
      const opened = async (state: RegistrationState, delegationId: number | null): Promise<Outcome<Opened>> => ({
        done: { state, delegationNo: await delegationNo(delegationId), calendar: await moves.calendar(edition) },
      });
      const existing = await knex('registrations').where({ registrationId }).first('state', 'delegationId');
      if (existing) return opened(existing.state, existing.delegationId);
      if (!dates.open) return refused('registration_closed');
      // One run at a time opens an account (its id is the run's), so nobody can slip in between this look and the update.
      const taken = await knex('units')
        .where({ edition, account, releasedAt: null })
        .whereNotNull('openedAt')
        .first('unitId');
      if (taken) return refused('unit_already_registered');
      const { proof } = (await knex('units').where({ unitId }).first({ proof: 'verificationCodeId' }))!;
      // Held before a place is taken and used after it: what is refused uses up neither.
      if (proof && !(await codes.hold(proof))) return refused('code_invalid');
      const code =
        invitationCode === undefined ? undefined : await places.take({ edition, code: invitationCode, registrationId });
      if (code && 'refused' in code) return code;
      if (proof) await codes.use(proof);
      await knex('units').where({ unitId }).update({ openedAt: knex.fn.now() });
      await knex('registrations').insert({
        registrationId,
        edition,
        unitId,
        delegationId: code?.delegationId ?? null,
        invitationCode: invitationCode ?? null,
        state: 'draft',
      });
      if (previousEdition) await createPreviousEdition(store).bringIn({ edition, account, registrationId });
      await events.append({ registrationId, kind: 'registration_opened', to: 'draft', actor: 'unit' });
      return opened('draft', code?.delegationId ?? null);
    },

    /** Its people are its own from now on, none of them where another unit has one. Who came without a code now belongs to the delegation of its address, where there is one (G1.2). */
    async submit(registrationId: string): Promise<Outcome<{ state: RegistrationState; delegationNo?: number }>> {
      const row = await moves.hold(registrationId);
      if (!isIn('filling_in', row.state)) return refusedIn(row.state, 'already_submitted');
      const unit = (await knex('units as u')
        .join('editions as e', 'e.edition', 'u.edition')
        .where({ unitId: row.unitId })
        .first('u.region', 'u.category', {
          privacyAccepted: knex.raw<boolean>(termsAccepted),
          closed: knex.raw<boolean>('e.registration_closes_at < now()'),
        }))!;
      if (unit.closed && closesWithEdition[row.state]) return refusedIn(row.state, 'registration_closed');
      const forms = formsOf(personalData, row);
      const missing = missingOf({ ...unit, ...forms, invitationCode: row.invitationCode });
      if (missing.length > 0 || !isWholeUnitInfo(forms.unitInfo)) {
        const errors = missing.map((path) => ({ path, code: 'required', message: say('required') }));
        return refusedIn(row.state, 'incomplete', { errors });
      }
      const list = knex('attendees').where({ registrationId }).orderBy(['createdAt', 'attendeeId']);
      const attendeeIds = await list.pluck('attendeeId');
      const met = await createPersonKeys(store).takeAll({
        at: 'submission',
        edition: row.edition,
        registrationId,
        attendeeIds,
      });
      if (met.length > 0)
        return refusedIn(row.state, 'attendee_already_registered', namedOf(met, attendeeIds, 'attendees'));
      const { edition, delegationId } = row;
      const { province, city } = forms.unitInfo.address;
      const found =
        delegationId === null ? await createAllocations(store).ofAddress({ edition, province, city }) : undefined;
      if (found)
        await events.append({
          registrationId,
          kind: 'allocated',
          actor: 'system',
          detail: { delegationId: found.delegationId },
        });
      const { state } = await moves.move(row, 'submitted', {
        actor: 'unit',
        fields: {
          submittedAt: knex.fn.now(),
          round: knex.raw('round + 1'),
          returnReason: null,
          returnedFields: null,
          escalation: 0,
          ...(found ? { delegationId: found.delegationId } : {}),
        },
      });
      await createSubmissions(store).record(registrationId, row.round + 1, forms);
      return { done: { state, ...(found ? { delegationNo: found.no } : {}) } };
    },

    /** Gives a registration without a code to a delegation (G1.2). */
    async allocate({
      registrationId,
      delegationId,
    }: {
      registrationId: string;
      delegationId: number;
    }): Promise<Outcome<{ delegationId: number; delegationNo: number }>> {
      const row = await moves.hold(registrationId);
      const delegation = await knex('delegations').where({ delegationId, edition: row.edition }).first('no');
      if (!delegation) return refused('not_found');
      if (row.delegationId === delegationId) return { done: { delegationId, delegationNo: delegation.no } };
      if (row.delegationId !== null) return refusedIn(row.state, 'already_allocated');
      await knex('registrations')
        .where({ registrationId })
        .update({ delegationId, version: row.version + 1 });
      await events.append({ registrationId, kind: 'allocated', actor: 'bureau', detail: { delegationId } });
      return { done: { delegationId, delegationNo: delegation.no } };
    },

    /** G1.1: the unit gives a code later than at the opening; it is of the code's delegation from then on. */
    async giveCode({
      registrationId,
      invitationCode: code,
    }: {
      registrationId: string;
      invitationCode: string;
    }): Promise<Outcome<{ delegationId: number; delegationNo: number }>> {
      const row = await moves.hold(registrationId);
      const done = async (delegationId: number) => ({
        done: { delegationId, delegationNo: (await delegationNo(delegationId))! },
      });
      if (row.invitationCode === code) return done(row.delegationId!);
      if (!isIn('filling_in', row.state)) return refusedIn(row.state, 'not_editable');
      if (row.invitationCode !== null) return refusedIn(row.state, 'invitation_code_given');
      const place = await places.take({ edition: row.edition, code, registrationId });
      if ('refused' in place) return place;
      await knex('registrations')
        .where({ registrationId })
        .update({ invitationCode: code, delegationId: place.delegationId, version: row.version + 1 });
      await events.append({
        registrationId,
        kind: 'invitation_code_given',
        actor: 'unit',
        detail: { delegationId: place.delegationId },
      });
      return done(place.delegationId);
    },
  };
}
