import type { Db } from '../query.ts';
import { vocabularies } from '../reference.ts';
import { data } from './data.ts';

interface ReferenceItem {
  code: string;
  zh: string;
  en: string;
  parent?: string;
}

/** The vocabularies, brought to what the files say. Safe to repeat. */
export async function installReference(trx: Db): Promise<void> {
  await trx('reference_items').whereNotIn('name', vocabularies).delete();
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
