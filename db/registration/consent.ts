import { createHash } from 'node:crypto';
import type { ConsentKind } from '../../domain/consent.ts';
import type { Store } from '../knex.ts';
import type { Row } from '../query.ts';

/** What a unit is asked to agree to, as its edition words it. */
export interface ConsentText {
  kind: ConsentKind;
  version: string;
  zh: string;
  en: string;
}

/** Where a unit stands to one of them; all null where it has said nothing. */
export interface ConsentStatus {
  /** The last that it accepted and did not withdraw. */
  acceptedVersion: string | null;
  acceptedAt: Date | null;
  /** When it withdrew the last one, and none stands since. */
  withdrawnAt: Date | null;
}

type Words = Pick<
  Row<'editions'>,
  'termsVersion' | 'termsZh' | 'termsEn' | 'documentNoticeZh' | 'documentNoticeEn' | 'photoNoticeZh' | 'photoNoticeEn'
>;

const hashOf = ({ zh, en }: Pick<ConsentText, 'zh' | 'en'>): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([zh, en]))
    .digest();

/** The terms have a version of the organiser's; a notice is a new one as soon as its words are others. */
export function consentTextOf(edition: Words, kind: ConsentKind): ConsentText {
  if (kind === 'privacy_terms')
    return { kind, version: edition.termsVersion, zh: edition.termsZh, en: edition.termsEn };
  const words =
    kind === 'document_numbers'
      ? { zh: edition.documentNoticeZh, en: edition.documentNoticeEn }
      : { zh: edition.photoNoticeZh, en: edition.photoNoticeEn };
  return { kind, version: hashOf(words).toString('hex').slice(0, 12), ...words };
}

/** Of a unit `u`: whether it accepted the terms that its edition has now. */
export const termsAccepted = `EXISTS (SELECT FROM consents c JOIN editions t ON t.terms_version = c.version
  WHERE c.unit_id = u.unit_id AND t.edition = u.edition AND c.kind = 'privacy_terms' AND c.withdrawn_at IS NULL)`;

/** What units agreed to. Each acceptance is a row of its moment; all that ever changes of it is that it is withdrawn. */
export function createConsents({ knex }: Store) {
  const standing = (unitId: string) => knex('consents').where({ unitId, withdrawnAt: null });

  return {
    /** False when this very version stands already. */
    async accept(unitId: string, text: ConsentText): Promise<boolean> {
      const { kind, version } = text;
      const rows = await knex('consents')
        .insert({ unitId, kind, version, textHash: hashOf(text), acceptedAt: knex.fn.now() })
        .onConflict(knex.raw('(unit_id, kind, version) WHERE withdrawn_at IS NULL'))
        .ignore()
        .returning('consentId');
      return rows.length > 0;
    },

    /** Whatever stands; where nothing does, that it is refused is on record all the same. */
    async withdraw(unitId: string, text: ConsentText): Promise<void> {
      const { kind, version } = text;
      const withdrawn = await standing(unitId).where({ kind }).update({ withdrawnAt: knex.fn.now() });
      if (withdrawn > 0 || (await this.isWithdrawn(unitId, kind))) return;
      await knex('consents').insert({ unitId, kind, version, textHash: hashOf(text), withdrawnAt: knex.fn.now() });
    },

    /** With the whole registration. */
    async withdrawAll(unitId: string): Promise<void> {
      await standing(unitId).update({ withdrawnAt: knex.fn.now() });
    },

    /** Withdrawn or refused, and not accepted anew in whatever version. */
    async isWithdrawn(unitId: string, kind: ConsentKind): Promise<boolean> {
      const { withdrawnAt } = (await this.statusOf(unitId))[kind];
      return withdrawnAt !== null;
    },

    async statusOf(unitId: string): Promise<Record<ConsentKind, ConsentStatus>> {
      const rows = await this.ofUnit(unitId);
      const statusIn = (kind: ConsentKind): ConsentStatus => {
        const own = rows.filter((row) => row.kind === kind);
        const accepted = own.findLast((row) => row.withdrawnAt === null);
        const withdrawnAt = accepted ? null : (own.at(-1)?.withdrawnAt ?? null);
        return { acceptedVersion: accepted?.version ?? null, acceptedAt: accepted?.acceptedAt ?? null, withdrawnAt };
      };
      return {
        privacy_terms: statusIn('privacy_terms'),
        document_numbers: statusIn('document_numbers'),
        photos: statusIn('photos'),
      };
    },

    /** All it ever said, the oldest first. */
    async ofUnit(
      unitId: string,
    ): Promise<Pick<Row<'consents'>, 'kind' | 'version' | 'textHash' | 'acceptedAt' | 'withdrawnAt'>[]> {
      return knex('consents')
        .where({ unitId })
        .orderByRaw('coalesce(accepted_at, withdrawn_at), consent_id')
        .select('kind', 'version', 'textHash', 'acceptedAt', 'withdrawnAt');
    },
  };
}
