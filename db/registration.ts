import type { Knex } from 'knex';
import type { RegistrationState, Region, UnitCategory } from '../domain/registration.ts';
import type { Delivery, ProcurementIntent, UnitContact, UnitInfoDraft } from '../domain/unit-info.ts';
import { unreadable } from '../domain/unreadable.ts';
import { normaliseIdentifier } from '../domain/identity.ts';
import { containing, within, type Scope } from './delegation.ts';
import { pageByKeyset, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';
import type { Place } from './personal-data.ts';

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
  delegation: { delegationId: number; no: number; nameZh: string; nameEn: string } | null;
  invitationCode: string | null;
  submittedAt: Date | null;
  decidedAt: Date | null;
  createdAt: Date;
  /** Before whom its waiting was brought. */
  escalation: 0 | 1 | 2;
}

/** One field a reviewer returned, by its JSON path. */
export interface ReturnedField {
  path: string;
  reason: string;
}

/** A unit's registration, opened: it holds its contact's data in plain. */
export interface Registration extends RegistrationSummary {
  unitId: string;
  account: string;
  edition: string;
  /** Submissions so far. */
  round: number;
  /** Whole unless `missing` says otherwise. */
  unitInfo: UnitInfoDraft | null;
  /** JSON paths of required fields that are not filled in. */
  missing: string[];
  procurementIntent: ProcurementIntent | null;
  delivery: Delivery | null;
  returnReason: string | null;
  /** What the reviewer said of single fields (G4.3). */
  returnedFields: ReturnedField[] | null;
  /** Whose review it waits for: 1 the unit's own delegation, 2 the one above it. */
  reviewLevel: 1 | 2;
  privacyAccepted: boolean;
}

type Row = Omit<RegistrationSummary, 'delegation'> & {
  no: number | null;
  delegation_id: number;
  name_zh: string;
  name_en: string;
  unit_id: string;
  account: string;
  edition: string;
  round: number;
  unit_info: Omit<UnitInfoDraft, 'contact'> | null;
  unit_street: Buffer | null;
  unit_contact: Buffer | null;
  missing: string[];
  returned_fields: Buffer | null;
  review_level: 1 | 2;
  privacy_accepted_at: Date | null;
  procurement_intent: ProcurementIntent | null;
  pickup: Delivery['pickup'] | null;
  address_id: string | null;
  return_reason: Buffer | null;
};

const summaryColumns = {
  registrationId: 'r.registration_id',
  state: 'r.state',
  version: 'r.version',
  unitName: 'r.unit_name',
  uscc: 'u.uscc',
  country: 'u.country',
  businessNo: 'u.business_no',
  region: 'u.region',
  category: 'u.category',
  invitationCode: 'r.invitation_code',
  submittedAt: 'r.submitted_at',
  decidedAt: 'r.decided_at',
  createdAt: 'r.created_at',
  escalation: 'r.escalation',
};
const delegationColumns = ['d.delegation_id', 'd.no', 'd.name_zh', 'd.name_en'];
const ownColumns = [
  'unit_id',
  'edition',
  'round',
  'unit_info',
  'unit_street',
  'unit_contact',
  'procurement_intent',
  'pickup',
  'address_id',
  'return_reason',
  'returned_fields',
  'missing',
  'review_level',
];

/** A contact is sealed as a whole. */
const unreadableContact: Partial<UnitContact> = {
  name: unreadable,
  mobile: unreadable,
  department: unreadable,
  position: unreadable,
  email: unreadable,
};

/** Where a sealed column of a registration stands. */
export function registrationPlace(column: 'unit_street' | 'unit_contact' | 'return_reason' | 'returned_fields', registrationId: string): Place {
  return { table: 'registrations', column, row: registrationId };
}

/** Registrations and the forms in them; the states are their workflow's. */
export function createRegistrations({ knex, personalData }: Store) {
  const registrations = () =>
    knex('registrations as r')
      .join('units as u', 'u.unit_id', 'r.unit_id')
      .leftJoin('delegations as d', 'd.delegation_id', 'r.delegation_id')
      .select(summaryColumns)
      .select(delegationColumns);

  const summaryOf = (row: Row): RegistrationSummary => ({
    ...(Object.fromEntries(Object.keys(summaryColumns).map((key) => [key, row[key as keyof typeof row]])) as Omit<RegistrationSummary, 'delegation'>),
    delegation: row.no === null ? null : { delegationId: row.delegation_id, no: row.no, nameZh: row.name_zh, nameEn: row.name_en },
  });

  function unitInfoOf(row: Row): UnitInfoDraft | null {
    if (!row.unit_info) return null;
    const { unit_street, unit_contact } = row;
    const at = (column: 'unit_street' | 'unit_contact') => registrationPlace(column, row.registrationId);
    const { address, ...info } = row.unit_info;
    const street = unit_street && personalData.show(at('unit_street'), unit_street);
    return {
      ...info,
      ...(row.unitName === null ? {} : { name: row.unitName }),
      ...(address ? { address: { ...address, ...(street ? { street } : {}) } } : {}),
      ...(unit_contact ? { contact: personalData.showJson(at('unit_contact'), unit_contact, unreadableContact) } : {}),
    };
  }

  const registrationOf = (row: Row): Registration => ({
    ...summaryOf(row),
    unitId: row.unit_id,
    account: row.account,
    edition: row.edition,
    round: row.round,
    unitInfo: unitInfoOf(row),
    procurementIntent: row.procurement_intent,
    delivery: row.pickup && { pickup: row.pickup, ...(row.address_id ? { addressId: row.address_id } : {}) },
    missing: row.missing,
    reviewLevel: row.review_level,
    privacyAccepted: row.privacy_accepted_at !== null,
    returnedFields:
      row.returned_fields &&
      personalData.showJson<ReturnedField[]>(registrationPlace('returned_fields', row.registrationId), row.returned_fields, [
        { path: '', reason: unreadable },
      ]),
    returnReason: row.return_reason && personalData.show(registrationPlace('return_reason', row.registrationId), row.return_reason),
  });

  const one = (registrationId: string) =>
    registrations()
      .where('r.registration_id', registrationId)
      .first(...ownColumns.map((column) => `r.${column}`), 'u.account', 'u.privacy_accepted_at') as Knex.QueryBuilder<object, Row | undefined>;

  /** What is still missing of a form after it was saved, as the new `missing`. */
  const stillMissing = (form: 'unitInfo' | 'procurementIntent', paths: readonly string[]) =>
    knex.raw("ARRAY(SELECT path FROM unnest(missing) path WHERE split_part(path, '.', 1) <> ?) || ?::text[]", [form, [...paths]]);

  async function save(registrationId: string, form: Record<string, unknown>): Promise<void> {
    await knex('registrations')
      .where({ registration_id: registrationId })
      .update({ ...form, version: knex.raw('version + 1') });
  }

  return {
    async find(registrationId: string, scope: Scope = 'all'): Promise<Registration | undefined> {
      const row = await one(registrationId).modify((query) => within(query, 'r.delegation_id', scope));
      return row && registrationOf(row);
    },

    /** Held until the transaction ends: a submission waits for the edit, or the edit sees the submission. */
    async findForEdit(registrationId: string): Promise<Registration> {
      return registrationOf((await one(registrationId).forNoKeyUpdate('r'))!);
    },

    async stateOf(registrationId: string): Promise<RegistrationState> {
      const row = (await knex('registrations').where({ registration_id: registrationId }).first('state')) as { state: RegistrationState };
      return row.state;
    },

    /** Its state, which cannot move until the transaction ends; others may hold it as well. */
    async isThere(registrationId: string): Promise<boolean> {
      return (await knex('registrations').where({ registration_id: registrationId }).first('registration_id')) !== undefined;
    },

    async holdState(registrationId: string): Promise<RegistrationState> {
      const row = (await knex('registrations').where({ registration_id: registrationId }).forShare().first('state')) as { state: RegistrationState };
      return row.state;
    },

    /** `missing` names what a draft lacks, as `unitInfo.contact.email`. */
    async saveUnitInfo(registrationId: string, { name, contact, ...info }: UnitInfoDraft, missing: readonly string[] = []): Promise<void> {
      const { street, ...address } = info.address ?? {};
      const seal = (column: 'unit_street' | 'unit_contact', text: string) => personalData.seal(registrationPlace(column, registrationId), text);
      await save(registrationId, {
        unit_name: name ?? null,
        unit_info: { ...info, ...(info.address ? { address } : {}) },
        unit_street: street === undefined ? null : seal('unit_street', street),
        unit_contact: contact === undefined ? null : seal('unit_contact', JSON.stringify(contact)),
        missing: stillMissing('unitInfo', missing),
      });
    },

    async saveProcurementIntent(registrationId: string, intent: ProcurementIntent): Promise<void> {
      await save(registrationId, { procurement_intent: intent, missing: stillMissing('procurementIntent', []) });
    },

    async saveDelivery(registrationId: string, { pickup, addressId }: Delivery): Promise<void> {
      await save(registrationId, { pickup, address_id: addressId ?? null });
    },

    /** Oldest first; `query` is part of the unit's name, or how its USCC begins. */
    async list(
      { scope, state, query }: { scope: Scope; state?: RegistrationState | undefined; query?: string | undefined },
      page: KeysetPage,
    ): Promise<(RegistrationSummary & { attendees: number; keyset: string })[]> {
      const found = registrations()
        .select(knex.raw('(SELECT count(*) FROM attendees a WHERE a.registration_id = r.registration_id) AS attendees'))
        .modify((rows) => within(rows, 'r.delegation_id', scope))
        .modify((rows) => pageByKeyset(knex, rows, { time: 'r.created_at', id: 'r.registration_id' }, page));
      if (state) void found.where('r.state', state);
      if (query) {
        const begins = containing(normaliseIdentifier(query)).slice(1);
        void found.where((any) => void any.whereILike('r.unit_name', containing(query)).orWhereLike('u.uscc', begins));
      }
      const rows = (await found) as (Row & { attendees: number; keyset: string })[];
      return rows.map((row) => ({ ...summaryOf(row), attendees: row.attendees, keyset: row.keyset }));
    },
  };
}
