import { continueAsNew, log, setCurrentDetails } from '@temporalio/workflow';
import { erase, localActivities } from './activities.ts';
import type { RetentionInput } from './messages.ts';

interface RetentionResult {
  erased: number;
  /** Tried in vain; they are due the next time too, and show in GET /ops/attention. */
  failed: number;
}

/** So many a run: its history stays short, and what is left goes on in a new one. */
const aRun = 500;

/** Erases the personal data whose time is over, a registration at a time: one that fails holds up no other. */
export async function retention({ erased = 0, failed = 0 }: RetentionInput): Promise<RetentionResult> {
  // Those that failed are still among what is due.
  const due = await localActivities.erasuresDue({ rows: aRun + failed });
  setCurrentDetails(`Erases the personal data of ${due.length} registrations whose time is over; ${erased} before.`);
  let [done, inVain] = [0, 0];
  for (const registration of due)
    try {
      if (await erase(registration)) done += 1;
    } catch (error) {
      log.warn('The data of a registration is not erased', { registrationId: registration.registrationId, error });
      inVain += 1;
    }
  if (due.length >= aRun && done > 0) return continueAsNew<typeof retention>({ erased: erased + done, failed: inVain });
  setCurrentDetails(`The personal data of ${erased + done} registrations is erased; of ${inVain} it could not be.`);
  return { erased: erased + done, failed: inVain };
}
