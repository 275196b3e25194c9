import { continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import { localActivities } from './activities.ts';
import type { RetentionInput } from './messages.ts';

interface RetentionResult {
  erased: number;
}

/** So many a run: its history stays short, and what is left goes on in a new one. */
const aRun = 500;

/** Erases the personal data whose time is over, a registration at a time: one that fails holds up none before it. */
export async function retention({ erased = 0 }: RetentionInput): Promise<RetentionResult> {
  const due = await localActivities.erasuresDue({ rows: aRun });
  setCurrentDetails(`Erases the personal data of ${due.length} registrations whose time is over; ${erased} before.`);
  let done = 0;
  for (const registration of due) if (await localActivities.erase(registration)) done += 1;
  // None of a whole round done: others are at it, or something began meanwhile; the next night looks again.
  if (due.length === aRun && done > 0) return continueAsNew<typeof retention>({ erased: erased + done });
  setCurrentDetails(`The personal data of ${erased + done} registrations is erased.`);
  return { erased: erased + done };
}
