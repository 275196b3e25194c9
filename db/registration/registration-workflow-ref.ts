import type { Region, RegistrationState, UnitCategory } from '../../domain/registration.ts';
import { inScope, type Scope } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';

/** What it takes to find a registration's run and to label what starts for it. */
export interface RegistrationWorkflowRef {
  registrationId: string;
  edition: string;
  account: string;
  delegationNo: number | undefined;
  state: RegistrationState;
  version: number;
}

/** One that a delegation has to be found for, by where its unit is. */
export interface UnallocatedRegistration extends RegistrationWorkflowRef {
  unitName: string | null;
  region: Region;
  category: UnitCategory;
  province: string | null;
  city: string | null;
  createdAt: Date;
  submittedAt: Date | null;
}

const order: KeysetOrder = {
  by: [
    ['time', 'r.createdAt'],
    ['uuid', 'r.registrationId'],
  ],
};

/** The runs behind registrations. */
export function createRegistrationWorkflowRefs({ knex }: Store) {
  const runs = () =>
    knex('registrations as r')
      .join('units as u', 'u.unitId', 'r.unitId')
      .leftJoin('delegations as d', 'd.delegationId', 'r.delegationId')
      .select('r.registrationId', 'r.edition', 'u.account', 'r.state', 'r.version', { delegationNo: 'd.no' });
  /** Of the current edition. */
  const withoutDelegation = (rows: { whereRaw(sql: string): unknown }) =>
    rows.whereRaw('r.delegation_id IS NULL AND r.edition = (SELECT edition FROM editions WHERE is_current)');
  const of = (rows: Awaited<ReturnType<typeof runs>>) =>
    rows.map((row): RegistrationWorkflowRef => ({ ...row, delegationNo: row.delegationNo ?? undefined }));

  return {
    async find(registrationId: string, scope: Scope = 'all'): Promise<RegistrationWorkflowRef | undefined> {
      const rows = await runs()
        .where('r.registrationId', registrationId)
        .modify((query) => inScope(query, 'r.delegationId', scope));
      return of(rows)[0];
    },

    /** Those of the ids that the scope covers. */
    async findAll(registrationIds: readonly string[], scope: Scope): Promise<RegistrationWorkflowRef[]> {
      const rows = await runs()
        .whereIn('r.registrationId', [...registrationIds])
        .modify((query) => inScope(query, 'r.delegationId', scope));
      return of(rows);
    },

    async countUnallocated(): Promise<number> {
      const row = await knex('registrations as r')
        .modify(withoutDelegation)
        .first({ count: knex.raw<number>('count(*)::int') });
      return row!.count;
    },

    /** Enterprises that no delegation has been given (G1.2), longest waiting first. */
    async unallocated(page: KeysetPage): Promise<Keyed<UnallocatedRegistration>[]> {
      const found = await runs()
        .modify(withoutDelegation)
        .modify((query) => pageByKeyset(query, order, page))
        .select('r.unitName', 'r.createdAt', 'r.submittedAt', 'u.region', 'u.category', {
          province: knex.raw<string | null>("r.unit_info #>> '{address,province}'"),
          city: knex.raw<string | null>("r.unit_info #>> '{address,city}'"),
          keyset: keysetOf(knex, order),
        });
      return found.map((row) => ({ ...row, delegationNo: undefined }));
    },
  };
}
