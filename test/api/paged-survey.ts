import { createSurveys } from '../../db/registration/survey.ts';
import { createUnit } from '../support/fixtures.ts';
import { times, type List, type PagedStage } from './paged-stage.ts';

/** What units wrote to a question of the survey. */
export function surveyLists({ store, knex, bureau, drop }: PagedStage): Record<string, List> {
  return {
    '/bureau/survey/questions/:code/texts': {
      path: '/bureau/survey/questions/suggestions/texts',
      token: bureau,
      id: 'registrationId',
      add: async (count, createdAt) => {
        for (const { registrationId } of await Promise.all(times(count, () => createUnit(store)))) {
          await createSurveys(store).save(registrationId, { suggestions: '好' });
          await knex('survey_answers').where({ registrationId }).update({ createdAt });
        }
      },
      remove: drop('survey_answers', 'registrationId'),
    },
  };
}
