import { randomUUID } from 'node:crypto';
import type { Region, UnitCategory } from '../../domain/registration.ts';
import type { UnitInfoDraft } from '../../domain/unit-info.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import { createRegistrations } from './registration.ts';
import type { SealedColumns } from '../tables.ts';
import { nobody } from '../data-key.ts';

/** An account of the edition before, with the form as far as it was filled in (G2). */
export interface FirstEditionAccount {
  account: string;
  region: Region;
  category: UnitCategory;
  mobile: string;
  /** bcrypt or argon2. */
  passwordHash: string;
  unitInfo: UnitInfoDraft;
}

const field = (column: SealedColumns['first_edition_accounts'], row: string): SealedField => ({
  table: 'first_edition_accounts',
  column,
  row,
});

export function createFirstEdition(store: Store) {
  const { knex, personalData } = store;

  async function find(account: string): Promise<FirstEditionAccount | undefined> {
    const row = await knex('first_edition_accounts').where({ account }).first();
    if (!row) return undefined;
    // Sealed by the import alone, which checked it.
    const { unitInfo } = JSON.parse(personalData.open(field('form', row.rowId), row.form)) as Pick<
      FirstEditionAccount,
      'unitInfo'
    >;
    return {
      account,
      region: row.region,
      category: row.category,
      mobile: personalData.open(field('mobile', row.rowId), row.mobile),
      passwordHash: row.passwordHash,
      unitInfo,
    };
  }

  return {
    find,

    /** Puts accounts in the place of what was imported before. */
    async insert(accounts: readonly FirstEditionAccount[]): Promise<void> {
      const rows = accounts.map(({ account, region, category, mobile, passwordHash, unitInfo }) => {
        const id = randomUUID();
        return {
          account,
          rowId: id,
          region,
          category,
          mobile: personalData.seal(field('mobile', id), mobile, nobody),
          passwordHash,
          form: personalData.seal(field('form', id), JSON.stringify({ unitInfo }), nobody),
        };
      });
      await knex('first_edition_accounts').insert(rows).onConflict('account').merge();
    },

    /** G2.2: the old form becomes the new draft, in the transaction that opens the registration. */
    async bringIn(account: string, registrationId: string): Promise<void> {
      const former = await find(account);
      if (former && Object.keys(former.unitInfo).length > 0)
        await createRegistrations(store).saveUnitInfo(registrationId, former.unitInfo);
    },
  };
}
