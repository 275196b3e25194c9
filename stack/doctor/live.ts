import type { Config } from '../../config.ts';
import { pollersOf } from '../../api/temporal-readiness.ts';
import { taskQueues } from '../../workflows/messages.ts';
import { scheduleIds } from '../schedule.ts';
import { atDatabase } from './database-connection.ts';
import { deadlineMs, findingsOf, lineOf, type Finding } from './finding.ts';
import type { Given } from './given.ts';
import { atTemporal, type TemporalPlace } from './temporal-connection.ts';

const { ok, warn, wrong } = findingsOf('live');

/** What serves now: workers, schedules, the API, and whether a unit could register. */
export async function liveFindings(given: Given): Promise<Finding[]> {
  const found = await Promise.all([
    engineFindings(given),
    apiFindings(given.config),
    registrationFinding(given.config),
  ]);
  return found.flat();
}

async function engineFindings(given: Given): Promise<Finding[]> {
  try {
    return await atTemporal(given, async (place) => {
      const queues = Object.values(taskQueues).map((queue) => workerFinding(place, queue));
      const schedules = scheduleIds.map((id) => scheduleFinding(place, id));
      return Promise.all([...queues, ...schedules]);
    });
  } catch (error) {
    const says = `not asked: ${lineOf(error)}`;
    const mend = 'see temporal reach';
    return [wrong('workers', says, mend), wrong('schedules', says, mend)];
  }
}

async function workerFinding({ connection, namespace }: TemporalPlace, queue: string): Promise<Finding> {
  const check = `queue ${queue}`;
  const start = 'start worker.ts with this database and this namespace';
  try {
    const asked = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      // The main queue brings work to workflows, the others to activities.
      taskQueueType: queue === taskQueues.main ? 1 : 2,
    });
    const { living, served } = pollersOf(asked);
    if (living.length === 0) return wrong(check, 'nobody polls it', start);
    if (served.length === 0)
      return wrong(check, 'polled by workers of a build that is not current', 'npx expo release (docs/upgrading.md)');
    const names = [...new Set(served.map(({ identity }) => identity ?? ''))];
    return ok(
      check,
      `polled by ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`,
    );
  } catch (error) {
    return wrong(check, `cannot be asked: ${lineOf(error)}`, 'see temporal namespace');
  }
}

async function scheduleFinding({ connection, namespace }: TemporalPlace, scheduleId: string): Promise<Finding> {
  const check = `schedule ${scheduleId}`;
  try {
    const { schedule, info } = await connection.workflowService.describeSchedule({ namespace, scheduleId });
    if (schedule?.state?.paused)
      return wrong(
        check,
        'is paused',
        `temporal schedule toggle --namespace ${namespace} --schedule-id ${scheduleId} --unpause --reason "…"`,
      );
    const next = info?.futureActionTimes?.[0]?.seconds;
    return ok(
      check,
      next ? `next at ${new Date(Number(next) * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'is there',
    );
  } catch (error) {
    if ((error as { code?: number }).code !== 5)
      return wrong(check, `cannot be asked: ${lineOf(error)}`, 'see temporal namespace');
    return { ...wrong(check, 'is not there', 'npx expo install, or start worker.ts'), awaits: 'install' };
  }
}

interface Readiness {
  url: string;
  says: string;
  isReady: boolean;
}

async function readiness(base: string): Promise<Readiness> {
  const url = new URL('/readyz', base).href;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(deadlineMs), redirect: 'error' });
    const body = (await answer.json().catch(() => undefined)) as { parts?: Record<string, string> } | undefined;
    const parts = Object.entries(body?.parts ?? {}).filter(([, state]) => state !== 'ok');
    const why = parts.length > 0 ? `: ${parts.map(([name, state]) => `${name} ${state}`).join(', ')}` : '';
    return { url, isReady: answer.ok && body?.parts !== undefined, says: `answers ${answer.status}${why}` };
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    return { url, isReady: false, says: `does not answer: ${lineOf(cause)}` };
  }
}

/** Where the API listens, and where the public finds it; one of them is enough to know that it serves. */
async function apiFindings({ HOST, PORT, PUBLIC_URL }: Config): Promise<Finding[]> {
  const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST === '::' ? '[::1]' : HOST;
  const [here, outside] = await Promise.all([
    readiness(`http://${host}:${PORT}`),
    PUBLIC_URL === undefined ? undefined : readiness(PUBLIC_URL),
  ]);
  if (here.isReady || outside?.isReady) {
    const ready = [here, outside].filter((each) => each?.isReady).map((each) => each!.url);
    const found = [ok('api', `ready at ${ready.join(' and ')}`)];
    if (outside && !outside.isReady)
      found.push(
        warn(
          'public address',
          `${outside.url} ${outside.says}: no payer’s notice would arrive`,
          'have the proxy at PUBLIC_URL pass requests on to HOST:PORT (from within, it may be out of reach all the same)',
        ),
      );
    return found;
  }
  const says = [here, outside].filter((each) => each !== undefined).map((each) => `${each.url} ${each.says}`);
  return [wrong('api', says.join('; '), 'start server.ts, or see its log')];
}

interface Window {
  opens: Date;
  closes: Date;
  isOpen: boolean;
  closed: boolean;
}

const windowAsked = `SELECT registration_opens_at AS opens, registration_closes_at AS closes, closed_at IS NOT NULL AS closed,
              now() BETWEEN registration_opens_at AND registration_closes_at AND closed_at IS NULL AS "isOpen"
         FROM editions WHERE is_current`;

/** By the words in which an opening is let in (`db/registration/registration-intake.ts`). */
async function registrationFinding(config: Config): Promise<Finding> {
  const check = 'registration';
  if (!config.DATABASE_URL) return wrong(check, 'not asked: DATABASE_URL is missing', 'give DATABASE_URL');
  const apply = 'npx expo edition:apply FILE.yaml';
  try {
    const [edition] = await atDatabase(config.DATABASE_URL, (ask) => ask<Window>(windowAsked));
    if (!edition) return wrong(check, 'is not open: there is no edition', apply);
    const day = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    if (edition.isOpen) return ok(check, `is open until ${day(edition.closes)}`);
    if (!edition.closed && edition.opens > new Date())
      return warn(check, `opens at ${day(edition.opens)}`, `to open it sooner: ${apply}`);
    return warn(
      check,
      edition.closed ? 'is closed: the edition is' : `closed at ${day(edition.closes)}`,
      edition.closed ? `for the next one: ${apply}` : `to open it again, or the next one: ${apply}`,
    );
  } catch (error) {
    return wrong(check, `not asked: ${lineOf(error)}`, 'see database');
  }
}
