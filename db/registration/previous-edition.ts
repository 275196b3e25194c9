import { randomUUID } from 'node:crypto';
import type { Region, UnitCategory } from '../../domain/registration.ts';
import type { UnitInfoDraft } from '../../domain/unit-info.ts';
import { isMarker } from '../../domain/unreadable.ts';
import { nobody } from '../data-key.ts';
import { createEditions } from '../edition.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { SealedColumns } from '../tables.ts';
import { formsOf } from './registration-form.ts';
import { createRegistrations } from './registration.ts';

/** An account as another system has it, with the form as far as it was filled in (G2). */
export interface ImportedAccount {
  account: string;
  region: Region;
  category: UnitCategory;
  mobile: string;
  /** bcrypt or argon2. */
  passwordHash: string;
  unitInfo: UnitInfoDraft;
}

/** An account of the edition before, with what is left of its form (G2). */
export type PreviousEditionAccount = Omit<ImportedAccount, 'mobile'> & {
  /** Undefined where it was erased since. */
  mobile: string | undefined;
};

const field = (column: SealedColumns['previous_edition_accounts'], row: string): SealedField => ({
  table: 'previous_edition_accounts',
  column,
  row,
});

/** What a new draft begins with: not what was erased since, which is asked for again, and no code of that edition. */
function stillGood({ address, contact, industryInvitationCode: _code, ...info }: UnitInfoDraft): UnitInfoDraft {
  const { street, ...place } = address ?? {};
  return {
    ...info,
    ...(address ? { address: street === undefined || isMarker(street) ? place : address } : {}),
    ...(contact && !isMarker(contact.name ?? '') ? { contact } : {}),
  };
}

/**
 * Who may come back: the accounts of the edition that `editions.previous_edition` names. Its units that are here, however their
 * registration ended; only one that was released was not its holder's. And those that were imported.
 */
export function createPreviousEdition(store: Store) {
  const { knex, personalData } = store;

  async function unitOf(edition: string, account: string): Promise<PreviousEditionAccount | undefined> {
    const row = await knex('units as u')
      .join('registrations as r', 'r.unitId', 'u.unitId')
      .where({ 'u.edition': edition, 'u.account': account, 'u.releasedAt': null })
      .whereNotNull('u.openedAt')
      // Who withdrew has none.
      .whereNot({ 'u.passwordHash': '' })
      .first(
        'u.unitId',
        'u.account',
        'u.region',
        'u.category',
        'u.mobile',
        'u.passwordHash',
        'r.registrationId',
        'r.unitName',
        'r.unitInfo',
        'r.unitStreet',
        'r.unitContact',
        'r.procurementIntent',
      );
    if (!row) return undefined;
    const mobile = personalData.show({ table: 'units', column: 'mobile', row: row.unitId }, row.mobile);
    return {
      account: row.account,
      region: row.region,
      category: row.category,
      mobile: isMarker(mobile) ? undefined : mobile,
      passwordHash: row.passwordHash,
      unitInfo: stillGood(formsOf(personalData, row).unitInfo ?? {}),
    };
  }

  async function importedOf(edition: string, account: string): Promise<PreviousEditionAccount | undefined> {
    const row = await knex('previous_edition_accounts').where({ edition, account }).first();
    if (!row) return undefined;
    // Sealed by the import alone, which checked it.
    const { unitInfo } = JSON.parse(personalData.open(field('form', row.rowId), row.form)) as Pick<
      ImportedAccount,
      'unitInfo'
    >;
    return {
      account: row.account,
      region: row.region,
      category: row.category,
      mobile: personalData.open(field('mobile', row.rowId), row.mobile),
      passwordHash: row.passwordHash,
      unitInfo,
    };
  }

  /** Of the edition before the current one, or before another. */
  async function find(account: string, comesTo?: string): Promise<PreviousEditionAccount | undefined> {
    const editions = createEditions(store);
    const { previousEdition } = await (comesTo === undefined ? editions.current() : editions.get(comesTo));
    if (previousEdition === null) return undefined;
    return (await unitOf(previousEdition, account)) ?? (await importedOf(previousEdition, account));
  }

  return {
    find,

    /** Puts accounts in the place of what was imported of the edition before. */
    async insert(edition: string, accounts: readonly ImportedAccount[]): Promise<void> {
      const rows = accounts.map(({ account, region, category, mobile, passwordHash, unitInfo }) => {
        const id = randomUUID();
        return {
          edition,
          account,
          rowId: id,
          region,
          category,
          mobile: personalData.seal(field('mobile', id), mobile, nobody),
          passwordHash,
          form: personalData.seal(field('form', id), JSON.stringify({ unitInfo }), nobody),
        };
      });
      await knex('previous_edition_accounts').insert(rows).onConflict(['edition', 'account']).merge();
    },

    /** G2.2: the old form becomes the new draft, in the transaction that opens the registration. */
    async bringIn(of: { edition: string; account: string; registrationId: string }): Promise<void> {
      const former = await find(of.account, of.edition);
      if (former && Object.keys(former.unitInfo).length > 0)
        await createRegistrations(store).saveUnitInfo(of.registrationId, former.unitInfo);
    },
  };
}
