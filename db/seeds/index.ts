import type { Knex } from 'knex';
import { vocabularies } from '../reference.ts';
import { data, daysFrom } from './data.ts';

interface ReferenceItem {
  code: string;
  zh: string;
  en: string;
  parent?: string;
}
interface DelegationSeed {
  no: number;
  nameZh: string;
  nameEn: string;
  organisationZh: string;
  contactsZh: string;
  phones: string;
  parentNo?: number | null;
  kind: 'region' | 'industry';
  city?: string;
}

/** The guide's edition: the 2nd, of 2019. */
export const seededEdition = '2';

/**
 * The vocabularies, brought to what the files say. Into a database without any edition also the guide's, with the annex's
 * delegations (G1.5), which are kept to the files too; beside an edition of somebody else's nothing. Safe to repeat.
 */
export async function seedReference(knex: Knex, now: Date): Promise<void> {
  await knex.transaction(async (trx) => {
    for (const name of vocabularies) {
      const rows = data<ReferenceItem>(name).map((item, position) => ({ name, ...item, parent: item.parent ?? null, position }));
      await trx('reference_items').where({ name }).delete();
      await trx.batchInsert('reference_items', rows, 500);
    }
    if (!(await trx('editions').first('edition'))) await seedEdition(trx, now);
    if (!(await trx('seeded_rows').where({ kind: 'edition', id: seededEdition }).first('id'))) return;
    await seedDelegations(trx);
    const questions = data<{ options?: unknown[] }>('survey-questions').map(({ options = [], ...question }, position) => ({
      ...question,
      edition: seededEdition,
      position,
      options: JSON.stringify(options),
    }));
    await trx('survey_questions').insert(questions).onConflict(['edition', 'code']).merge();
  });
}

async function seedEdition(trx: Knex, now: Date): Promise<void> {
  await trx('editions').insert({
    edition: seededEdition,
    name_zh: '第二届中国国际进口博览会',
    name_en: 'The 2nd China International Import Expo',
    registration_opens_at: daysFrom(now, -30),
    registration_closes_at: daysFrom(now, 120),
    expo_closes_at: daysFrom(now, 140),
    professional_fee_fen: 20_000,
    vip_fee_fen: 0,
    is_current: true,
  });
  await trx('seeded_rows').insert({ kind: 'edition', id: seededEdition }).onConflict(['kind', 'id']).ignore();
}

async function seedDelegations(trx: Knex): Promise<void> {
  const ids = new Map<number, number>();
  // Once there are rules they are the bureau's.
  const allocated = (await trx('allocation_rules').where({ edition: seededEdition }).first()) !== undefined;
  for (const seed of data<DelegationSeed>('delegations').toSorted((a, b) => a.no - b.no)) {
    const [row] = await trx('delegations')
      .insert({
        edition: seededEdition,
        no: seed.no,
        parent_id: seed.parentNo ? ids.get(seed.parentNo) : null,
        name_zh: seed.nameZh,
        name_en: seed.nameEn,
        organisation_zh: seed.organisationZh,
        contacts_zh: seed.contactsZh,
        phones: seed.phones,
        kind: seed.kind,
      })
      .onConflict(['edition', 'no'])
      .merge()
      .returning<{ delegation_id: number }[]>('delegation_id');
    ids.set(seed.no, row!.delegation_id);
    if (seed.city && !allocated) await allocateCity(trx, seed.city, row!.delegation_id);
  }
}

/** A city of the annex is its delegation's (G1.2). */
async function allocateCity(trx: Knex, city: string, delegationId: number): Promise<void> {
  const { parent } = (await trx('reference_items').where({ name: 'cities', code: city }).first('parent')) as { parent: string };
  await trx('allocation_rules').insert({ edition: seededEdition, province_code: parent, city_code: city, delegation_id: delegationId });
}
