import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import type { Store } from '../knex.ts';
import { vocabularies } from '../reference.ts';

interface ReferenceItem {
  code: string;
  zh: string;
  en: string;
  parent?: string;
}
interface EventSeed {
  titleZh: string;
  titleEn: string;
  placeZh: string;
  placeEn: string;
  daysBeforeExpoCloses: number;
  hours: number;
  capacity: number;
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

function data<T>(name: string): T[] {
  return JSON.parse(readFileSync(new URL(`./data/${name}.json`, import.meta.url), 'utf8')) as T[];
}

/** Reference data and the annex's delegations (G1.5), brought to what the files say. Safe to repeat. */
export async function seedReference(knex: Knex, now: Date): Promise<void> {
  await knex.transaction(async (trx) => {
    for (const name of vocabularies) {
      const rows = data<ReferenceItem>(name).map((item, position) => ({ name, ...item, parent: item.parent ?? null, position }));
      await trx('reference_items').where({ name }).delete();
      await trx.batchInsert('reference_items', rows, 500);
    }
    await trx('editions')
      .insert({
        edition: seededEdition,
        name_zh: '第二届中国国际进口博览会',
        name_en: 'The 2nd China International Import Expo',
        registration_opens_at: daysFrom(now, -30),
        registration_closes_at: daysFrom(now, 120),
        expo_closes_at: daysFrom(now, 140),
        professional_fee_fen: 20_000,
        vip_fee_fen: 0,
        is_current: true,
      })
      .onConflict('edition')
      .ignore();
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

/** Demo events, staff (texts reach them at 1390000NNNN) and invitation codes, one for each row of the annex. Never in production. */
export async function seedDemo({ knex, personalData }: Store, passwordHash: string): Promise<void> {
  const delegations = await knex('delegations')
    .where({ edition: seededEdition })
    .select<{ delegation_id: number; no: number }[]>('delegation_id', 'no');
  const staff = [
    ...delegations.map(({ delegation_id, no }) => ({ login: `delegation-${no}`, role: 'delegation', delegation_id })),
    { login: 'bureau', role: 'bureau', delegation_id: null },
    { login: 'operator', role: 'operator', delegation_id: null },
  ];
  await knex('staff')
    .insert(staff.map((row) => ({ staff_id: randomUUID(), password_hash: passwordHash, ...row })))
    .onConflict('login')
    .merge(['password_hash']);
  const unreachable = await knex('staff').whereNull('mobile').orderBy('login').select<{ staff_id: string }[]>('staff_id');
  for (const [index, { staff_id: row }] of unreachable.entries()) {
    const mobile = personalData.seal({ table: 'staff', column: 'mobile', row }, `1390000${String(index + 1).padStart(4, '0')}`);
    await knex('staff').where({ staff_id: row }).update({ mobile });
  }
  await knex('invitation_codes')
    .insert(delegations.map(({ delegation_id, no }) => ({ edition: seededEdition, code: `DEMO-${String(no).padStart(2, '0')}`, delegation_id })))
    .onConflict(['edition', 'code'])
    .ignore();
  await seedDemoEvents(knex);
}

/** Events beside the demo edition, once. */
async function seedDemoEvents(knex: Knex): Promise<void> {
  if (await knex('supporting_events').where({ edition: seededEdition }).first()) return;
  const { closes } = (await knex('editions').where({ edition: seededEdition }).first({ closes: 'expo_closes_at' })) as { closes: Date };
  const rows = data<EventSeed>('supporting-events').map((event) => {
    const starts = daysFrom(closes, -event.daysBeforeExpoCloses);
    return {
      supporting_event_id: randomUUID(),
      edition: seededEdition,
      title_zh: event.titleZh,
      title_en: event.titleEn,
      place_zh: event.placeZh,
      place_en: event.placeEn,
      starts_at: starts,
      ends_at: new Date(starts.getTime() + event.hours * 3_600_000),
      sign_up_closes_at: daysFrom(starts, -1),
      capacity: event.capacity,
    };
  });
  await knex('supporting_events').insert(rows);
}

function daysFrom(now: Date, days: number): Date {
  return new Date(now.getTime() + days * 86_400_000);
}
