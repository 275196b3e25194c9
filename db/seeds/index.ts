import { attentionKinds } from '../../domain/attention.ts';
import { eventKinds } from '../../domain/event.ts';
import type { Label } from '../../domain/field-label.ts';
import type { Db } from '../query.ts';
import { vocabularies, type Vocabulary } from '../reference.ts';
import { data } from './data.ts';

interface ReferenceItem {
  code: string;
  zh: string;
  en: string;
  parent?: string;
}

const itemsOf = (words: Readonly<Record<string, Label>>): ReferenceItem[] =>
  Object.entries(words).map(([code, { zh, en }]) => ({ code, zh, en }));

/** The program's own words; every other vocabulary is a file. */
const own: { readonly [V in Vocabulary]?: ReferenceItem[] } = {
  'attention-kinds': itemsOf(attentionKinds),
  'event-kinds': itemsOf(eventKinds),
};

/** The vocabularies, brought to what the files and the program say. Safe to repeat. */
export async function installReference(trx: Db): Promise<void> {
  for (const name of vocabularies) {
    const rows = (own[name] ?? data<ReferenceItem>(name)).map((item, position) => ({
      name,
      ...item,
      parent: item.parent ?? null,
      position,
    }));
    await trx('reference_items').where({ name }).delete();
    await trx.batchInsert('reference_items', rows, 500);
  }
}
