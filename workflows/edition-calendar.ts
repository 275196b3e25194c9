import { continueAsNew, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { localActivities } from './activities.ts';
import { checkDeadlines, type EditionCalendarInput } from './messages.ts';
import { reached } from './reached.ts';

interface EditionCalendarResult {
  /** Runs that were there to hear it. */
  told: number;
}

/**
 * Tells the runs of registrations that what they go by was moved, whoever moved it and however: the row says so until all are told.
 * One that is told twice asks twice, and that is all.
 */
export async function editionCalendar(input: EditionCalendarInput): Promise<EditionCalendarResult> {
  let { told = 0, moved, after } = input;
  for (;;) {
    // The version of the first page: who was told before the dates were moved once more is told again.
    moved ??= await localActivities.movedCalendar();
    if (!moved) return { told };
    setCurrentDetails(`Tells the runs of edition ${moved.edition} that its dates were moved; ${told} are told.`);
    const { workflowIds, next } = await localActivities.runsToTell({
      ...moved,
      ...(after === undefined ? {} : { after }),
    });
    const heard = await Promise.all(workflowIds.map((workflowId) => reached(workflowId, checkDeadlines)));
    told += heard.filter(Boolean).length;
    after = next;
    if (next === undefined) {
      await localActivities.calendarTold(moved);
      moved = undefined;
    }
    if (workflowInfo().continueAsNewSuggested || workflowInfo().historyLength > 4_000)
      await continueAsNew<typeof editionCalendar>({
        told,
        ...(moved ? { moved } : {}),
        ...(after === undefined ? {} : { after }),
      });
  }
}
