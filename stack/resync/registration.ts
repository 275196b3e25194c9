import type { Run } from '../../api/temporal-runs.ts';
import type { WaitingRegistration } from '../../db/ops/run-row.ts';
import { shownState } from '../../domain/registration.ts';
import { knowsNothing } from '../../domain/resumption.ts';
import { registrationWorkflowId } from '../../workflows/messages.ts';
import type { Difference, Seen } from './side.ts';

export async function registrationDifferences({ rows, runs, mends, open }: Seen): Promise<Difference[]> {
  const found: Difference[] = [];
  const waiting = await rows.registrations();

  async function resume(row: WaitingRegistration, run: Run | undefined): Promise<string> {
    const { registrationId, unitId, edition, account, state, delegationNo } = row;
    const workflowId = registrationWorkflowId(row);
    // An account that was given back and opened anew has a run of somebody else.
    const isOwn = run !== undefined && (await runs.registrationOf(workflowId)) === registrationId;
    const knew = { ...knowsNothing, state: isOwn ? run.state : undefined };
    const resumptionId = await mends.resume(workflowId, { subject: registrationId, knew });
    await runs.end(workflowId, `expo resync: taken up by another run (${resumptionId})`);
    const standing = { state, since: new Date().toISOString(), reminders: 0 };
    const input = {
      edition,
      account,
      unitId,
      registrationId,
      standing,
      calendar: await rows.calendar(edition),
      resumptionId,
    };
    await runs.startRegistration(input, { edition, account, delegationNo });
    return resumptionId;
  }

  for (const row of waiting) {
    const workflowId = registrationWorkflowId(row);
    const shown = shownState(row.state).state;
    const running = open.get(workflowId);
    if (running?.state === shown) continue;
    const last = running ?? (await runs.last(workflowId));
    const to = running ? `${running.state} to its run` : last ? `its run ended as ${last.state}` : 'has no run';
    found.push({
      line: `registration ${row.registrationId} (${row.account}) is ${shown} here, and ${to}`,
      remedy: 'another run takes it up: a verdict is taken from the run, what was typed since is lost',
      mend: () => resume(row, last),
    });
  }

  const ids = new Set(waiting.map(registrationWorkflowId));
  for (const { workflowId, state } of open.values())
    if (workflowId.startsWith('registration:') && !ids.has(workflowId))
      found.push({
        line: `${workflowId} has a run (${state}), and no registration of that account waits here`,
        remedy: 'its run is ended, so that the account can be opened',
        mend: () => mends.end(workflowId, 'no row of its registration'),
      });
  return found;
}
