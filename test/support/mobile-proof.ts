import { until, type Journal } from '../activities/local-sandbox.ts';
import type { Reply, TestApi } from './api.ts';
import type { Stage } from './stage.ts';

export interface MobileProof {
  requestId: string;
  code: string;
}

const codesTo = ({ sms }: Journal, mobile: string) =>
  sms
    .filter((text) => text.mobile === mobile && text.template.startsWith('SMS_VERIFICATION_CODE'))
    .map(({ params }) => (params as { code: string }).code);

/** Asks for a code and reads it where its text arrives, at `mobile` as the provider writes it; one request for a mobile at a time. */
export async function readCode(
  { sandbox }: Pick<Stage, 'sandbox'>,
  mobile: string,
  ask: () => Promise<Reply>,
): Promise<MobileProof> {
  const before = codesTo(await sandbox.journal(), mobile).length;
  const { status, body } = await ask();
  if (status !== 202) throw new Error(`no code for ${mobile}: ${status} ${JSON.stringify(body)}`);
  const code = await until(async () => codesTo(await sandbox.journal(), mobile)[before]);
  return { requestId: (body as MobileProof).requestId, code };
}

/** What an opening with this mobile shows of it. */
export function proveMobile(
  { stage, api }: { stage: Pick<Stage, 'sandbox'>; api: TestApi },
  mobile: string,
): Promise<MobileProof> {
  return readCode(stage, mobile, () => api.call('POST', '/registrations/codes', { body: { mobile } }));
}

/** Six digits that are not the code. */
export const notThe = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
