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

    /** Enterprises that no delegation has been given (G1.2), longest waiting first. */
    async unallocated(page: KeysetPage): Promise<Keyed<UnallocatedRegistration>[]> {
      const found = await runs()
        .join('editions as e', { 'e.edition': 'r.edition', 'e.isCurrent': knex.raw('true') })
        .whereNull('r.delegationId')
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
