import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { Sealed } from '../table.ts';

/** One question of the buyers' satisfaction survey (G9.1). */
export interface SurveyQuestion {
  code: string;
  kind: 'scale' | 'choice' | 'text';
  zh: string;
  en: string;
  options: { code: string; zh: string; en: string }[];
  required: boolean;
}

export type SurveyAnswers = Record<string, string | number>;

export interface Survey {
  opensAt: Date;
  open: boolean;
  questions: SurveyQuestion[];
}

const field = (row: string): SealedField => ({ table: 'survey_answers', column: 'answers', row });

export function createSurveys({ knex, personalData }: Store) {
  const answersOf = (registrationId: string, sealed: Sealed) =>
    personalData.showJson<SurveyAnswers>(field(registrationId), sealed, (marker) => ({ unreadable: marker }));

  return {
    /** It opens when the expo has closed. */
    async ofEdition(edition: string): Promise<Survey> {
      const dates = (await knex('editions')
        .where({ edition })
        .first({ opensAt: 'expoClosesAt', open: knex.raw<boolean>('expo_closes_at <= now()') }))!;
      const questions = await knex('survey_questions')
        .where({ edition })
        .orderBy('position')
        .select('code', 'kind', 'zh', 'en', 'options', 'required');
      return { ...dates, questions };
    },

    async answers(registrationId: string): Promise<{ answers: SurveyAnswers; answeredAt: Date } | undefined> {
      const row = await knex('survey_answers').where({ registrationId }).first('answers', 'changedAt');
      return row && { answers: answersOf(registrationId, row.answers), answeredAt: row.changedAt };
    },

    async save(registrationId: string, answers: SurveyAnswers): Promise<void> {
      await knex('survey_answers')
        .insert({
          registrationId,
          answers: personalData.seal(field(registrationId), JSON.stringify(answers), registrationId),
          changedAt: knex.fn.now(),
        })
        .onConflict('registrationId')
        .merge(['answers', 'changedAt']);
    },

    /** Everybody's, for those who evaluate them. */
    async all(
      edition: string,
    ): Promise<{ account: string; unitName: string | null; answeredAt: Date; answers: SurveyAnswers }[]> {
      const rows = await knex('survey_answers as a')
        .join('registrations as r', 'r.registrationId', 'a.registrationId')
        .join('units as u', 'u.unitId', 'r.unitId')
        .where('r.edition', edition)
        .orderBy(['a.changedAt', 'a.registrationId'])
        .select('a.registrationId', 'u.account', 'r.unitName', 'a.answers', { answeredAt: 'a.changedAt' });
      return rows.map(({ registrationId, answers, ...row }) => ({
        ...row,
        answers: answersOf(registrationId, answers),
      }));
    },
  };
}
