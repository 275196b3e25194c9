import { unreadable } from '../domain/unreadable.ts';
import type { Store } from './knex.ts';

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

const place = (row: string) => ({ table: 'survey_answers', column: 'answers', row });

export function createSurveys({ knex, personalData }: Store) {
  const answersOf = (registrationId: string, sealed: Buffer) => personalData.showJson<SurveyAnswers>(place(registrationId), sealed, { unreadable });

  return {
    /** It opens when the expo has closed. */
    async ofEdition(edition: string): Promise<Survey> {
      const dates = (await knex('editions')
        .where({ edition })
        .first({ opensAt: 'expo_closes_at', open: knex.raw('expo_closes_at <= now()') })) as Omit<Survey, 'questions'>;
      const questions = await knex('survey_questions')
        .where({ edition })
        .orderBy('position')
        .select<SurveyQuestion[]>('code', 'kind', 'zh', 'en', 'options', 'required');
      return { ...dates, questions };
    },

    async answers(registrationId: string): Promise<{ answers: SurveyAnswers; answeredAt: Date } | undefined> {
      const row = (await knex('survey_answers').where({ registration_id: registrationId }).first('answers', 'changed_at')) as
        | { answers: Buffer; changed_at: Date }
        | undefined;
      return row && { answers: answersOf(registrationId, row.answers), answeredAt: row.changed_at };
    },

    async save(registrationId: string, answers: SurveyAnswers): Promise<void> {
      await knex('survey_answers')
        .insert({
          registration_id: registrationId,
          answers: personalData.seal(place(registrationId), JSON.stringify(answers)),
          changed_at: knex.fn.now(),
        })
        .onConflict('registration_id')
        .merge(['answers', 'changed_at']);
    },

    /** Everybody's, for those who evaluate them. */
    async all(edition: string): Promise<{ account: string; unitName: string | null; answeredAt: Date; answers: SurveyAnswers }[]> {
      const rows = (await knex('survey_answers as a')
        .join('registrations as r', 'r.registration_id', 'a.registration_id')
        .join('units as u', 'u.unit_id', 'r.unit_id')
        .where('r.edition', edition)
        .orderBy(['a.changed_at', 'a.registration_id'])
        .select({
          registrationId: 'a.registration_id',
          account: 'u.account',
          unitName: 'r.unit_name',
          answeredAt: 'a.changed_at',
          sealed: 'a.answers',
        })) as {
        registrationId: string;
        account: string;
        unitName: string | null;
        answeredAt: Date;
        sealed: Buffer;
      }[];
      return rows.map(({ registrationId, sealed, ...row }) => ({ ...row, answers: answersOf(registrationId, sealed) }));
    },
  };
}
