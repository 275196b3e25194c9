import { randomUUID } from 'node:crypto';
import type { FormDrafts } from '../../domain/unit-info.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';

/** The forms as a unit submitted them, its contact's data in plain. */
export interface Submission extends FormDrafts {
  /** The first is 1. */
  round: number;
  submittedAt: Date;
}

const formsField = (row: string): SealedField => ({ table: 'submissions', column: 'forms', row });

/** What units submitted, round by round. Written only by activities on behalf of the registration's workflow. */
export function createSubmissions({ knex, personalData }: Store) {
  return {
    async record(registrationId: string, round: number, { unitInfo, procurementIntent }: FormDrafts): Promise<void> {
      const submissionId = randomUUID();
      const forms = JSON.stringify({ unitInfo, procurementIntent });
      await knex('submissions').insert({
        submissionId,
        registrationId,
        round,
        forms: personalData.seal(formsField(submissionId), forms, registrationId),
      });
    },

    /** The first one first, but for those that do not open. */
    async of(registrationId: string): Promise<Submission[]> {
      const rows = await knex('submissions')
        .where({ registrationId })
        .orderBy('round')
        .select('submissionId', 'round', 'submittedAt', 'forms');
      return rows.flatMap(({ submissionId, forms, ...submission }) => {
        const shown = personalData.showJson<FormDrafts | null>(formsField(submissionId), forms, () => null);
        return shown ? [{ ...submission, ...shown }] : [];
      });
    },
  };
}
