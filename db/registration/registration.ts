import { nextDeadline, type RegistrationCalendar } from '../../domain/registration-deadline.ts';
import { isIn, statesIn, type RegistrationState, type Region, type UnitCategory } from '../../domain/registration.ts';
import type { Delivery, FormDrafts, ProcurementIntentDraft, UnitInfoDraft } from '../../domain/unit-info.ts';
import { inScope, labelIn, type DelegationLabel, type Scope } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { Update } from '../query.ts';
import { termsAccepted } from './consent.ts';
import { createRegistrationMoves } from './registration-move.ts';
import { formsOf, registrationField, columnsOfUnitInfo } from './registration-form.ts';

/** What a list of registrations tells of each; no person's data. */
export interface RegistrationSummary {
  registrationId: string;
  state: RegistrationState;
  version: number;
  unitName: string | null;
  uscc: string | null;
  country: string | null;
  businessNo: string | null;
  region: Region;
  category: UnitCategory;
  delegation: DelegationLabel | null;
  invitationCode: string | null;
  submittedAt: Date | null;
  decidedAt: Date | null;
  createdAt: Date;
  /** Before whom its waiting was brought. */
  escalation: 0 | 1 | 2;
}

/** A registration as a reviewer's queue shows it. */
export interface QueuedRegistration extends RegistrationSummary {
  attendees: number;
  /** Submissions so far. */
  round: number;
  /** Since when it waits for review, at the level it is at; null while it waits for none. */
  waitingSince: Date | null;
  /** When those it waits for are reminded next. */
  reminderDueAt: Date | null;
  /** How often they were reminded since it waits. */
  reminders: number;
}

/** Which registrations a list is of; each word of `query` stands in the unit's name or account. */
export interface RegistrationFilter {
  edition: string;
  scope: Scope;
  states?: readonly RegistrationState[] | undefined;
  query?: string | undefined;
  category?: UnitCategory | undefined;
}

/** One field a reviewer returned, by its JSON path. */
export interface ReturnedField {
  path: string;
  reason: string;
}

/** A unit's registration, opened: it holds its contact's data in plain. */
export interface Registration extends RegistrationSummary, FormDrafts {
  unitId: string;
  account: string;
  edition: string;
  /** Submissions so far. */
  round: number;
  delivery: Delivery | null;
  returnReason: string | null;
  /** What the reviewer said of single fields (G4.3). */
  returnedFields: ReturnedField[] | null;
  /** The terms of its edition as they are now (G1.4). */
  privacyAccepted: boolean;
}

const order: KeysetOrder = {
  by: [
    ['time', 'r.createdAt'],
    ['uuid', 'r.registrationId'],
  ],
};

const summaryColumns = [
  'r.registrationId',
  'r.state',
  'r.version',
  'r.unitName',
  'u.uscc',
  'u.country',
  'u.businessNo',
  'u.region',
  'u.category',
  'r.invitationCode',
  'r.submittedAt',
  'r.decidedAt',
  'r.createdAt',
  'r.escalation',
] as const;
const delegationColumns = ['d.delegationId', 'd.no', 'd.nameZh', 'd.nameEn'] as const;
const ownColumns = [
  'r.unitId',
  'u.account',
  'r.edition',
  'r.round',
  'r.unitInfo',
  'r.unitStreet',
  'r.unitContact',
  'r.procurementIntent',
  'r.pickup',
  'r.addressId',
  'r.returnReason',
  'r.returnedFields',
] as const;

/** Since when a registration is in its state, and how often those it waits for were reminded since then. */
const waiting = `JOIN LATERAL (SELECT coalesce(max(e.at), r.submitted_at) AS since FROM events e
    WHERE e.registration_id = r.registration_id AND e.to_state = r.state) s ON true
  JOIN LATERAL (SELECT count(*)::int AS reminders FROM events e
    WHERE e.registration_id = r.registration_id AND e.kind = 'reviewers_reminded' AND e.at >= s.since) m ON true`;

/** Where each word of `query` stands in the name or the account of a registration `r`. */
export const hasAllWords =
  'search_grams(r.search) @> search_keys(:query) AND r.search LIKE ALL (search_patterns(:query))';

function narrow(
  rows: { whereRaw(sql: string, bindings: Readonly<Record<string, unknown>> | readonly unknown[]): unknown },
  { edition, scope, states, query, category }: RegistrationFilter,
): void {
  rows.whereRaw('r.edition = ?', [edition]);
  inScope(rows, 'r.delegationId', scope);
  if (states) rows.whereRaw('r.state = ANY(?)', [[...states]]);
  if (query) rows.whereRaw(hasAllWords, { query });
  if (category)
    rows.whereRaw('EXISTS (SELECT FROM units u WHERE u.unit_id = r.unit_id AND u.category = ?)', [category]);
}

function reminderOf(
  { state, since, reminders }: { state: RegistrationState; since: Date | null; reminders: number },
  calendar: RegistrationCalendar,
): Pick<QueuedRegistration, 'waitingSince' | 'reminderDueAt' | 'reminders'> {
  if (!isIn('review', state) || since === null) return { waitingSince: null, reminderDueAt: null, reminders: 0 };
  const next = nextDeadline({ state, since: since.toISOString(), reminders }, calendar);
  return { waitingSince: since, reminderDueAt: next?.what === 'review_reminder' ? next.at : null, reminders };
}

/** Registrations and the forms in them; the states are their workflow's. */
export function createRegistrations(store: Store) {
  const { knex, personalData } = store;
  const registrations = () =>
    knex('registrations as r')
      .join('units as u', 'u.unitId', 'r.unitId')
      .leftJoin('delegations as d', 'd.delegationId', 'r.delegationId')
      .select(...summaryColumns, ...delegationColumns);
  const one = (registrationId: string) =>
    registrations()
      .where('r.registrationId', registrationId)
      .select(...ownColumns, { privacyAccepted: knex.raw<boolean>(termsAccepted) });
  type Row = Awaited<ReturnType<typeof one>>[number];

  function withDelegation<R extends Pick<Row, 'delegationId' | 'no' | 'nameZh' | 'nameEn'>>({
    delegationId,
    no,
    nameZh,
    nameEn,
    ...row
  }: R) {
    return { ...row, delegation: labelIn({ delegationId, no, nameZh, nameEn }) };
  }

  function registrationOf(row: Row): Registration {
    const {
      unitStreet: _street,
      unitContact: _contact,
      pickup,
      addressId,
      returnedFields,
      returnReason,
      ...rest
    } = row;
    const at = (column: 'returnedFields' | 'returnReason') => registrationField(column, row.registrationId);
    return {
      ...withDelegation(rest),
      ...formsOf(personalData, row),
      delivery: pickup && { pickup, ...(addressId ? { addressId } : {}) },
      returnedFields:
        returnedFields &&
        personalData.showJson<ReturnedField[]>(at('returnedFields'), returnedFields, (reason) => [
          { path: '', reason },
        ]),
      returnReason: returnReason && personalData.show(at('returnReason'), returnReason),
    };
  }

  async function save(registrationId: string, form: Update<'registrations'>): Promise<void> {
    await knex('registrations')
      .where({ registrationId })
      .update({ ...form, version: knex.raw('version + 1') });
  }

  return {
    async find(registrationId: string, scope: Scope = 'all'): Promise<Registration | undefined> {
      const row = await one(registrationId)
        .modify((query) => inScope(query, 'r.delegationId', scope))
        .first();
      return row && registrationOf(row);
    },

    /** Held until the transaction ends: a submission waits for the edit, or the edit sees the submission. */
    async findForEdit(registrationId: string): Promise<Registration> {
      return registrationOf((await one(registrationId).forNoKeyUpdate('r').first())!);
    },

    async stateOf(registrationId: string): Promise<RegistrationState> {
      return (await knex('registrations').where({ registrationId }).first('state'))!.state;
    },

    /** Its state, which cannot move until the transaction ends; others may hold it as well. */
    async isThere(registrationId: string): Promise<boolean> {
      return (await knex('registrations').where({ registrationId }).first('registrationId')) !== undefined;
    },

    async holdState(registrationId: string): Promise<RegistrationState> {
      return (await knex('registrations').where({ registrationId }).forShare().first('state'))!.state;
    },

    async saveUnitInfo(registrationId: string, form: UnitInfoDraft): Promise<void> {
      await save(registrationId, columnsOfUnitInfo(personalData, registrationId, form));
    },

    async saveProcurementIntent(registrationId: string, form: ProcurementIntentDraft): Promise<void> {
      await save(registrationId, { procurementIntent: form });
    },

    async saveDelivery(registrationId: string, { pickup, addressId }: Delivery): Promise<void> {
      await save(registrationId, { pickup, addressId: addressId ?? null });
    },

    /** Oldest first. */
    async list(filter: RegistrationFilter, page: KeysetPage): Promise<Keyed<QueuedRegistration>[]> {
      // Which ones comes first: what is shown of each is looked up for those alone.
      const found = knex('registrations as r')
        .select('r.*', { keyset: keysetOf(knex, order) })
        .modify((rows) => narrow(rows, filter))
        .modify((rows) => pageByKeyset(rows, order, page));
      const rows = await knex
        .with('r', found)
        .from('r')
        .join('units as u', 'u.unitId', 'r.unitId')
        .leftJoin('delegations as d', 'd.delegationId', 'r.delegationId')
        .joinRaw<{ 's.since': Date | null; 'm.reminders': number }>(waiting)
        .select(...summaryColumns, ...delegationColumns, 'r.keyset', 'r.round', 's.since', 'm.reminders', {
          attendees: knex.raw<number>('(SELECT count(*) FROM attendees a WHERE a.registration_id = r.registration_id)'),
        })
        .orderBy(['r.createdAt', 'r.registrationId']);
      if (rows.length === 0) return [];
      const calendar = await createRegistrationMoves(store).calendar(filter.edition);
      return rows.map(({ since, reminders, ...row }) => ({
        ...withDelegation(row),
        ...reminderOf({ state: row.state, since, reminders }, calendar),
      }));
    },

    /** How many are in each state; none of a state that none is in. */
    async count(filter: RegistrationFilter): Promise<Map<RegistrationState, number>> {
      const rows = await knex('registrations as r')
        .modify((found) => narrow(found, filter))
        .groupBy('r.state')
        .select('r.state', { count: knex.raw<number>('count(*)::int') });
      return new Map(rows.map(({ state, count }) => [state, count]));
    },

    /** How many wait for reviewers who were reminded since. */
    async countReminded(filter: RegistrationFilter): Promise<number> {
      const row = await knex('registrations as r')
        .joinRaw<{ 'm.reminders': number }>(waiting)
        .modify((found) => narrow(found, filter))
        .whereIn('r.state', statesIn('review'))
        .where('m.reminders', '>', 0)
        .first({ count: knex.raw<number>('count(*)::int') });
      return row!.count;
    },
  };
}
