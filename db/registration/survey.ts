import { statesThatMay } from '../../domain/registration.ts';
import type { SurveyAnswers, SurveyQuestion } from '../../domain/survey.ts';
import { keysetOf, pageByKeyset, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import { openedPage } from '../opened-page.ts';
import type { SealedField } from '../personal-data.ts';
import type { Sealed } from '../table.ts';

export interface Survey {
  opensAt: Date;
  open: boolean;
  questions: SurveyQuestion[];
}

/** What a unit wrote to one question. */
interface WrittenAnswer extends Omit<UnitAnswers, 'answers'> {
  registrationId: string;
  text: string;
}

interface UnitAnswers {
  account: string;
  unitName: string | null;
  answeredAt: Date;
  answers: SurveyAnswers;
}

// By the first answer, because a later one moves `changedAt`.
const order: KeysetOrder = {
  by: [
    ['time', 'a.createdAt'],
    ['uuid', 'a.registrationId'],
  ],
};
const field = (row: string): SealedField => ({ table: 'survey_answers', column: 'answers', row });

export function createSurveys({ knex, personalData }: Store) {
  const answersOf = (registrationId: string, sealed: Sealed) =>
    personalData.showJson<SurveyAnswers>(field(registrationId), sealed, (marker) => ({ unreadable: marker }));

  const given = (edition: string) =>
    knex('survey_answers as a')
      .join('registrations as r', 'r.registrationId', 'a.registrationId')
      .join('units as u', 'u.unitId', 'r.unitId')
      .where('r.edition', edition)
      .select('a.registrationId', 'u.account', 'r.unitName', 'a.answers', { answeredAt: 'a.changedAt' });

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

    /** How many units can answer, or have. */
    async invited(edition: string): Promise<number> {
      const row = await knex('registrations as r')
        .leftJoin('survey_answers as a', 'a.registrationId', 'r.registrationId')
        .where('r.edition', edition)
        .whereRaw('(r.state = ANY(?) OR a.registration_id IS NOT NULL)', [statesThatMay('badges')])
        .first({ count: knex.raw<number>('count(*)::int') });
      return row!.count;
    },

    /** Everybody's, for those who evaluate them. */
    async all(edition: string): Promise<UnitAnswers[]> {
      const rows = await given(edition).orderBy(['a.changedAt', 'a.registrationId']);
      return rows.map(({ registrationId, answers, ...row }) => ({
        ...row,
        answers: answersOf(registrationId, answers),
      }));
    },

    /** What units wrote to a question, in the order they first answered. */
    async written(
      { edition, code }: { edition: string; code: string },
      page: { limit: number } & Pick<KeysetPage, 'after'>,
    ): Promise<{ items: WrittenAnswer[]; nextCursor: string | null }> {
      const read = async (rows: KeysetPage) =>
        given(edition)
          .select({ keyset: keysetOf(knex, order) })
          .modify((query) => pageByKeyset(query, order, rows));
      return openedPage(read, {
        ...page,
        pick: ({ answers, keyset: _keyset, ...unit }): WrittenAnswer | undefined => {
          const text = answersOf(unit.registrationId, answers)[code];
          return text === undefined ? undefined : { ...unit, text: String(text) };
        },
      });
    },
  };
}
