import { z } from 'zod';
import type { Region, UnitCategory } from '../../../domain/registration.ts';
import { createEditions } from '../../../db/edition.ts';
import type { Store } from '../../../db/knex.ts';
import { createSessions } from '../../../db/session.ts';
import { createUnitOpenings } from '../../../db/registration/unit-opening.ts';
import type { Account } from './account-claim.ts';
import { basePath } from '../../base-path.ts';
import type { Deps } from '../../deps.ts';
import type { Answer } from '../../idempotency.ts';
import { progress, readProgress } from './progress-view.ts';
import { uuid } from '../../schemas.ts';
import { sessionHours } from '../../session-hours.ts';

const opened = z
  .object({
    registrationId: uuid,
    account: z.string().openapi({ description: 'What the unit logs in with' }),
    token: z.string(),
    progress,
  })
  .openapi('OpenedRegistration');
export const pendingRegistration = z
  .object({ registrationId: uuid, statusUrl: z.string() })
  .openapi('PendingRegistration');
export const openingAnswers = { 201: opened, 202: pendingRegistration };

export interface NewUnit extends Account {
  region: Region;
  category: UnitCategory;
  mobile: string;
  passwordHash: string;
  privacyAccepted: boolean;
  invitationCode?: string | undefined;
  /** Its old form becomes the new draft (G2.2). */
  previousEdition?: boolean;
  /** The `requestId` of the code that proved its mobile. */
  verificationCodeId?: string | undefined;
}

/** Opens an account and logs it in; the one way for whoever comes (G1, G2). One unit, one registration: they share their id. */
export async function openAccount(
  deps: Deps,
  store: Store,
  registrationId: string,
  updateId: string,
  unit: NewUnit,
): Promise<Answer> {
  const { edition } = await createEditions(store).current();
  const { account, invitationCode: code, previousEdition } = unit;
  await createUnitOpenings(store).insert({ unitId: registrationId, edition, ...unit });
  const told = await deps.engine.openRegistration(
    {
      edition,
      account,
      unitId: registrationId,
      registrationId,
      ...(code ? { invitationCode: code } : {}),
      ...(previousEdition ? { previousEdition } : {}),
    },
    { edition, account, delegationNo: undefined },
    updateId,
  );
  if ('pending' in told) return { status: 202, body: { registrationId, statusUrl: `${basePath}/registration` } };
  const [{ token }, { body: steps }] = await Promise.all([
    createSessions(store).open({ unitId: registrationId }, sessionHours),
    readProgress(store, registrationId),
  ]);
  return { status: 201, body: { registrationId, account, token, progress: steps } };
}
