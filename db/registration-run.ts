import type { RegistrationState } from '../domain/registration.ts';
import { within, type Scope } from './delegation.ts';
import { pageByKeyset, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';

/** What it takes to find a registration's run and to label what starts for it. */
export interface RegistrationRun {
  registrationId: string;
  edition: string;
  account: string;
  delegationNo: number | undefined;
  state: RegistrationState;
  version: number;
}

/** The runs behind registrations. */
export function createRegistrationRuns({ knex }: Store) {
  const runs = () =>
    knex('registrations as r')
      .join('units as u', 'u.unit_id', 'r.unit_id')
      .leftJoin('delegations as d', 'd.delegation_id', 'r.delegation_id')
      .select<(Omit<RegistrationRun, 'delegationNo'> & { delegationNo: number | null })[]>({
        registrationId: 'r.registration_id',
        edition: 'r.edition',
        account: 'u.account',
        delegationNo: 'd.no',
        state: 'r.state',
        version: 'r.version',
      });
  const of = (rows: Awaited<ReturnType<typeof runs>>) =>
    rows.map((row): RegistrationRun => ({ ...row, delegationNo: row.delegationNo ?? undefined }));

  return {
    async find(registrationId: string, scope: Scope = 'all'): Promise<RegistrationRun | undefined> {
      const rows = await runs()
        .where('r.registration_id', registrationId)
        .modify((query) => within(query, 'r.delegation_id', scope));
      return of(rows)[0];
    },

    /** Those of the ids that the scope covers. */
    async findAll(registrationIds: readonly string[], scope: Scope): Promise<RegistrationRun[]> {
      const rows = await runs()
        .whereIn('r.registration_id', [...registrationIds])
        .modify((query) => within(query, 'r.delegation_id', scope));
      return of(rows);
    },

    /** Enterprises that no delegation has been given (G1.2), longest waiting first. */
    async unallocated(page: KeysetPage): Promise<(RegistrationRun & { unitName: string | null; createdAt: Date; keyset: string })[]> {
      const found = (await runs()
        .join('editions as e', { 'e.edition': 'r.edition', 'e.is_current': knex.raw('true') })
        .whereNull('r.delegation_id')
        .modify((query) => pageByKeyset(knex, query, { time: 'r.created_at', id: 'r.registration_id' }, page))
        .select({ unitName: 'r.unit_name', createdAt: 'r.created_at' })) as unknown as (RegistrationRun & {
        unitName: string | null;
        createdAt: Date;
        keyset: string;
      })[];
      return found.map((row) => ({ ...row, delegationNo: undefined }));
    },
  };
}
