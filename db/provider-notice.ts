import { randomUUID } from 'node:crypto';
import type { Store } from './knex.ts';
import type { Row } from './query.ts';
import { nobody } from './data-key.ts';

export interface ProviderNotice {
  provider: Row<'provider_notices'>['provider'];
  noticeId: string;
  kind: string;
  /** The trade or parcel it is about. */
  subject: string;
  raw: string;
}

/** Notices as they came, sealed, once each. */
export function createProviderNotices({ knex, personalData }: Store) {
  return {
    /** Stores a notice, or counts one more copy of it. */
    async store({ provider, noticeId, kind, subject, raw }: ProviderNotice): Promise<void> {
      const rowId = randomUUID();
      await knex('provider_notices')
        .insert({
          provider,
          noticeId,
          rowId,
          kind,
          subject,
          raw: personalData.seal({ table: 'provider_notices', column: 'raw', row: rowId }, raw, nobody),
        })
        .onConflict(['provider', 'noticeId'])
        .merge({ copies: knex.raw('provider_notices.copies + 1') });
    },

    /** What a stored notice is about and says. */
    async find(
      provider: ProviderNotice['provider'],
      noticeId: string,
    ): Promise<{ subject: string; kind: string } | undefined> {
      return knex('provider_notices').where({ provider, noticeId }).first('subject', 'kind');
    },
  };
}
