import { eventOfDecision, registrationTransitions, type Decision, type RegistrationEvent, type RegistrationState } from '../domain/registration.ts';
import type { Refusal } from '../domain/errors.ts';
import { nextState } from '../domain/state-machine.ts';
import { createDelegations } from './delegation.ts';
import { createEvents, type Actor } from './event.ts';
import type { Store } from './knex.ts';

interface Row {
  registration_id: string;
  edition: string;
  unit_id: string;
  delegation_id: number | null;
  invitation_code: string | null;
  state: RegistrationState;
  version: number;
  unit_info: { address: { province: string; city: string } } | null;
  procurement_intent: unknown;
  closes_at: Date;
}

export interface Opening {
  edition: string;
  account: string;
  unitId: string;
  registrationId: string;
  invitationCode?: string;
}

/** After an edition's registration closes its people still get their badges; so long. */
const daysAfterClosing = 60;

const refused = (code: Refusal['code'], more: Omit<Refusal, 'code'> = {}): { refused: Refusal } => ({ refused: { code, ...more } });

/** Where registrations stand. Written only by activities on behalf of the registration's workflow. */
export function createRegistrationStates(store: Store) {
  const { knex, personalData } = store;
  const events = createEvents(store);

  async function locked(registrationId: string): Promise<Row> {
    const row = (await knex('registrations as r')
      .join('editions as e', 'e.edition', 'r.edition')
      .where('r.registration_id', registrationId)
      .forUpdate('r')
      .first('r.*', 'e.registration_closes_at as closes_at')) as Row | undefined;
    if (!row) throw new Error(`Registration ${registrationId} is not there`);
    return row;
  }

  /** Takes one place of a code (G1.1); two units racing for the last one wait for each other here. */
  async function takePlace(edition: string, code: string): Promise<{ delegationId: number } | { refused: Refusal }> {
    const row = (await knex('invitation_codes')
      .where({ edition, code })
      .forUpdate()
      .first(
        'delegation_id',
        'capacity',
        'used',
        knex.raw('(revoked_at IS NULL AND valid_from <= now() AND (valid_until IS NULL OR valid_until > now())) AS valid'),
      )) as { delegation_id: number; capacity: number | null; used: number; valid: boolean } | undefined;
    if (!row) return refused('invitation_code_unknown');
    if (!row.valid) return refused('invitation_code_expired');
    if (row.capacity !== null && row.used >= row.capacity) return refused('invitation_code_exhausted');
    await knex('invitation_codes').where({ edition, code }).increment('used', 1);
    return { delegationId: row.delegation_id };
  }

  async function move(row: Row, event: RegistrationEvent, actor: Actor, fields: Record<string, unknown>, detail: Record<string, unknown> = {}) {
    const to = nextState(registrationTransitions, row.state, event)!;
    await knex('registrations')
      .where({ registration_id: row.registration_id, state: row.state })
      .update({ state: to, version: row.version + 1, ...fields });
    await events.append({ registrationId: row.registration_id, kind: event, from: row.state, to, actor, detail });
    return { state: to, version: row.version + 1 };
  }

  return {
    /** Opens the account and its registration; a repeat is told what is already there. */
    async open({
      edition,
      account,
      unitId,
      registrationId,
      invitationCode,
    }: Opening): Promise<{ done: { state: RegistrationState; endsAt: Date; delegationNo: number | null } } | { refused: Refusal }> {
      const dates = (await knex('editions')
        .where({ edition })
        .first(
          'registration_opens_at',
          'registration_closes_at',
          knex.raw('now() BETWEEN registration_opens_at AND registration_closes_at AS open'),
        )) as { registration_closes_at: Date; open: boolean } | undefined;
      if (!dates) return refused('not_found');
      const endsAt = new Date(dates.registration_closes_at.getTime() + daysAfterClosing * 86_400_000);
      const existing = (await knex('registrations').where({ registration_id: registrationId }).first('state', 'delegation_id')) as
        | { state: RegistrationState; delegation_id: number | null }
        | undefined;
      if (existing) return { done: { state: existing.state, endsAt, delegationNo: await delegationNo(existing.delegation_id) } };
      if (!dates.open) return refused('registration_closed');
      // One run at a time opens an account (its id is the run's), so nobody can slip in between this look and the update.
      const taken = await knex('units').where({ edition, account }).whereNotNull('opened_at').first('unit_id');
      if (taken) return refused('unit_already_registered');
      const code = invitationCode === undefined ? undefined : await takePlace(edition, invitationCode);
      if (code && 'refused' in code) return code;
      await knex('units').where({ unit_id: unitId }).update({ opened_at: knex.fn.now() });
      await knex('registrations').insert({
        registration_id: registrationId,
        edition,
        unit_id: unitId,
        delegation_id: code?.delegationId ?? null,
        invitation_code: invitationCode ?? null,
        state: 'draft',
      });
      await events.append({ registrationId, kind: 'registration_opened', to: 'draft', actor: 'unit' });
      return { done: { state: 'draft', endsAt, delegationNo: await delegationNo(code?.delegationId ?? null) } };
    },

    /** Who came without a code now belongs to the delegation of its city, where there is one (G1.2). */
    async submit(registrationId: string): Promise<{ done: { state: RegistrationState; delegationNo?: number } } | { refused: Refusal }> {
      const row = await locked(registrationId);
      if (!nextState(registrationTransitions, row.state, 'submitted')) return refused('already_submitted', { state: row.state });
      if (row.closes_at < new Date()) return refused('registration_closed', { state: row.state });
      const missing = [...(row.unit_info === null ? ['unitInfo'] : []), ...(row.procurement_intent === null ? ['procurementIntent'] : [])];
      if (missing.length > 0) {
        return refused('incomplete', {
          state: row.state,
          errors: missing.map((path) => ({ path, code: 'required', message: `${path} is not filled in` })),
        });
      }
      const { edition, delegation_id, unit_info } = row;
      const found = delegation_id === null ? await createDelegations(store).ofCity({ edition, ...unit_info!.address }) : undefined;
      const delegation = found ? { delegation_id: found.delegationId } : {};
      if (found) await events.append({ registrationId, kind: 'allocated', actor: 'system', detail: { delegationId: found.delegationId } });
      const fields = { submitted_at: knex.fn.now(), round: knex.raw('round + 1'), return_reason: null, ...delegation };
      const { state } = await move(row, 'submitted', 'unit', fields);
      return { done: { state, ...(found ? { delegationNo: found.no } : {}) } };
    },

    /** Applies a recorded review; `version` is what the reviewer saw. */
    async decide({
      registrationId,
      reviewId,
      version,
    }: {
      registrationId: string;
      reviewId: string;
      version?: number;
    }): Promise<{ done: { state: RegistrationState; version: number } } | { refused: Refusal }> {
      const row = await locked(registrationId);
      const review = (await knex('reviews')
        .where({ review_id: reviewId, registration_id: registrationId })
        .first('decision', 'reason', 'applied_at')) as { decision: Decision; reason: Buffer | null; applied_at: Date | null } | undefined;
      if (!review) return refused('not_found');
      if (review.applied_at) return { done: { state: row.state, version: row.version } };
      const event = eventOfDecision[review.decision];
      if (!nextState(registrationTransitions, row.state, event))
        return refused(row.state === 'draft' ? 'not_submitted' : 'already_decided', { state: row.state });
      if (version !== undefined && version !== row.version) return refused('stale_version', { state: row.state });
      const reason = review.reason && personalData.open({ table: 'reviews', column: 'reason', row: reviewId }, review.reason);
      const place = { table: 'registrations', column: 'return_reason', row: registrationId };
      const code = event === 'approved' && row.invitation_code === null ? await codeOf(row.delegation_id) : undefined;
      await knex('reviews')
        .where({ review_id: reviewId })
        .update({ applied_at: knex.fn.now(), round: knex('registrations').where({ registration_id: registrationId }).select('round') });
      const fields = {
        decided_at: knex.fn.now(),
        return_reason: reason && event !== 'approved' ? personalData.seal(place, reason) : null,
        ...(code ? { invitation_code: code } : {}),
      };
      return { done: await move(row, event, 'delegation', fields, { reviewId }) };
    },

    /** Gives a registration without a code to a delegation (G1.2). */
    async allocate({
      registrationId,
      delegationId,
    }: {
      registrationId: string;
      delegationId: number;
    }): Promise<{ done: { delegationNo: number } } | { refused: Refusal }> {
      const row = await locked(registrationId);
      const delegation = (await knex('delegations').where({ delegation_id: delegationId, edition: row.edition }).first('no')) as
        | { no: number }
        | undefined;
      if (!delegation) return refused('not_found');
      if (row.delegation_id === delegationId) return { done: { delegationNo: delegation.no } };
      if (row.delegation_id !== null) return refused('already_allocated', { state: row.state });
      await knex('registrations')
        .where({ registration_id: registrationId })
        .update({ delegation_id: delegationId, version: row.version + 1 });
      await events.append({ registrationId, kind: 'allocated', actor: 'bureau', detail: { delegationId } });
      return { done: { delegationNo: delegation.no } };
    },
  };

  async function delegationNo(delegationId: number | null): Promise<number | null> {
    if (delegationId === null) return null;
    return ((await knex('delegations').where({ delegation_id: delegationId }).first('no')) as { no: number }).no;
  }

  /** The system fills the delegation's code in when an enterprise without one passes review (G1.2). */
  async function codeOf(delegationId: number | null): Promise<string | undefined> {
    const row = (await knex('invitation_codes').where({ delegation_id: delegationId, revoked_at: null }).orderBy('created_at').first('code')) as
      | { code: string }
      | undefined;
    return row?.code;
  }
}
