import { createUnitNotices } from '../db/registration/unit-notice.ts';
import type { Deps } from './deps.ts';

/**
 * Has a unit told that its account was changed, once that is committed. The change stands whatever becomes of it: where no run
 * starts now, `startWaitingNotices` has one started later.
 */
export async function startNotices(
  { engine, log }: Pick<Deps, 'engine' | 'log'>,
  ids: readonly string[],
): Promise<void> {
  for (const notificationId of ids)
    await engine
      .sendAccountNotice({ notificationId })
      .catch((error: unknown) => log.warn({ err: error, notificationId }, 'news of an account waits'));
}

/** Those that were left behind; how many there are. Safe to run at any time, by any number at once. */
export async function startWaitingNotices(deps: Pick<Deps, 'engine' | 'log' | 'store'>): Promise<number> {
  const waiting = await createUnitNotices(deps.store).waiting();
  await startNotices(deps, waiting);
  return waiting.length;
}
