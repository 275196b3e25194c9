import { taskQueues, workflowTypes } from '../../workflows/messages.ts';
import { decide, open, openSubmitted } from '../support/registration-fixture.ts';
import type { Stage } from '../support/stage.ts';

const editions = (stage: Stage) => stage.store.knex('editions').where({ edition: '2' });

/** Tells every run that is open that dates were moved. */
async function tell(stage: Stage): Promise<{ workflowId: string }> {
  await editions(stage).update({ calendarVersion: stage.store.knex.raw('calendar_version + 1') });
  const handle = await stage.environment.client.workflow.start(workflowTypes.editionCalendar, {
    workflowId: 'edition-calendar',
    taskQueue: taskQueues.main,
    args: [{}],
  });
  await handle.result();
  return handle;
}

/** What changes the edition for everybody, so that each is lived alone. */
export const editionPaths = {
  'registration/endorsed-approved': async (stage: Stage) => {
    const registration = await openSubmitted(stage);
    await editions(stage).update({ twoLevelReview: true });
    await decide(stage, registration, 'approve');
    await editions(stage).update({ twoLevelReview: false });
    await decide(stage, registration, 'approve', { by: 'bureau' });
    return registration.handle;
  },
  'registration/dates-moved': async (stage: Stage) => {
    const registration = await openSubmitted(stage);
    await tell(stage);
    await decide(stage, registration, 'reject', { reason: '核验' });
    await registration.handle.result();
    return registration.handle;
  },
  'edition-calendar/told': async (stage: Stage) => {
    await open(stage);
    return tell(stage);
  },
};
