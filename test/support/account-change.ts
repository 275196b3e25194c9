import { randomUUID } from 'node:crypto';
import type { AccountNotice } from '../../domain/notification.ts';
import type { Store } from '../../db/knex.ts';
import { noticeMobile } from '../../db/notification.ts';
import { staffToken } from './fixtures.ts';
import type { MobileProof } from './mobile-proof.ts';

/** The code of a request as its text says it. */
async function codeIn({ knex, personalData }: Store, requestId: string): Promise<string> {
  const { code } = (await knex('verification_codes').where({ verificationCodeId: requestId }).first('code'))!;
  return personalData.open({ table: 'verification_codes', column: 'code', row: requestId }, code);
}

/** Asks for a code, whose text is due; `ask` is answered 202. */
export async function askCode(
  store: Store,
  ask: () => Promise<{ status: number; body: { requestId: string } }>,
): Promise<MobileProof> {
  const { status, body } = await ask();
  if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
  return { requestId: body.requestId, code: await codeIn(store, body.requestId) };
}

/** To which numbers a unit is told that its account was changed; of texts that are not sent yet. */
export async function noticesTo(
  { knex, personalData }: Store,
  registrationId: string,
  kind: AccountNotice,
): Promise<string[]> {
  const rows = await knex('notifications')
    .where({ registrationId, kind, state: 'pending' })
    .orderBy('createdAt')
    .select('notificationId', 'mobile');
  return rows.map(({ notificationId, mobile }) => personalData.open(noticeMobile(notificationId), mobile!));
}

/** A session of one more member of the bureau. */
export async function anotherOfBureau(store: Store, unitAccount: string | null = null): Promise<string> {
  const login = `bureau-${randomUUID()}`;
  await store.knex('staff').insert({ staffId: randomUUID(), login, role: 'bureau', passwordHash: 'none', unitAccount });
  return staffToken(store, login);
}
