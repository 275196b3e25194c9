import type { Db } from '../query.ts';
import { vocabularies } from '../reference.ts';
import type { SurveyQuestion } from '../registration/survey.ts';
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

type SurveyQuestionSeed = Pick<SurveyQuestion, 'code' | 'kind' | 'zh' | 'en'> &
  Partial<Pick<SurveyQuestion, 'options' | 'required'>>;

/** The guide's edition: the 2nd, of 2019. */
export const seededEdition = '2';

/** The vocabularies, brought to what the files say. Safe to repeat. */
export async function installReference(trx: Db): Promise<void> {
  for (const name of vocabularies) {
    const rows = data<ReferenceItem>(name).map((item, position) => ({
      name,
      ...item,
      parent: item.parent ?? null,
      position,
    }));
    await trx('reference_items').where({ name }).delete();
    await trx.batchInsert('reference_items', rows, 500);
  }
}

/**
 * The vocabularies. Into a database without any edition also the guide's, with the annex's
 * delegations (G1.5), which are kept to the files too; beside an edition of somebody else's nothing. Safe to repeat.
 */
export async function seedReference(knex: Db, now: Date): Promise<void> {
  await knex.transaction(async (trx) => {
    await installReference(trx);
    if (!(await trx('editions').first('edition'))) await seedEdition(trx, now);
    if (!(await trx('seeded_rows').where({ kind: 'edition', id: seededEdition }).first('id'))) return;
    await seedDelegations(trx);
    const questions = data<SurveyQuestionSeed>('survey-questions').map(({ options = [], ...question }, position) => ({
      ...question,
      edition: seededEdition,
      position,
      options: JSON.stringify(options),
    }));
    await trx('survey_questions').insert(questions).onConflict(['edition', 'code']).merge();
  });
}

async function seedEdition(trx: Db, now: Date): Promise<void> {
  await trx('editions').insert({
    edition: seededEdition,
    nameZh: '第二届中国国际进口博览会',
    nameEn: 'The 2nd China International Import Expo',
    registrationOpensAt: daysFrom(now, -30),
    registrationClosesAt: daysFrom(now, 120),
    expoClosesAt: daysFrom(now, 140),
    professionalFeeFen: 20_000,
    vipFeeFen: 0,
    isCurrent: true,
    previousEdition: '1',
  });
  await trx('seeded_rows').insert({ kind: 'edition', id: seededEdition }).onConflict(['kind', 'id']).ignore();
}

async function seedDelegations(trx: Db): Promise<void> {
  const ids = new Map<number, number>();
  // Once there are rules they are the bureau's.
  const allocated = (await trx('allocation_rules').where({ edition: seededEdition }).first()) !== undefined;
  for (const seed of data<DelegationSeed>('delegations').toSorted((a, b) => a.no - b.no)) {
    const parentId = seed.parentNo ? ids.get(seed.parentNo) : null;
    if (parentId === undefined)
      throw new Error(`Delegation ${seed.no}: its parent ${seed.parentNo} does not come before it`);
    const [row] = await trx('delegations')
      .insert({
        edition: seededEdition,
        no: seed.no,
        parentId,
        nameZh: seed.nameZh,
        nameEn: seed.nameEn,
        organisationZh: seed.organisationZh,
        contactsZh: seed.contactsZh,
        phones: seed.phones,
        kind: seed.kind,
      })
      .onConflict(['edition', 'no'])
      .merge()
      .returning('delegationId');
    ids.set(seed.no, row!.delegationId);
    if (seed.city && !allocated) await allocateCity(trx, seed.city, row!.delegationId);
  }
}

/** A city of the annex is its delegation's (G1.2). */
async function allocateCity(trx: Db, city: string, delegationId: number): Promise<void> {
  const province = (await trx('reference_items').where({ name: 'cities', code: city }).first('parent'))?.parent;
  if (!province) throw new Error(`City ${city} of delegation ${delegationId} is in no province`);
  await trx('allocation_rules').insert({
    edition: seededEdition,
    provinceCode: province,
    cityCode: city,
    delegationId,
  });
}
