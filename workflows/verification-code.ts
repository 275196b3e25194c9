import { log } from '@temporalio/workflow';
import { sms } from './activities.ts';
import type { VerificationCodeInput } from './messages.ts';

/** Sends one code by SMS (G2.1, G9.1); what became of it stands in its row. */
export async function verificationCode({ notificationId }: VerificationCodeInput): Promise<void> {
  await sms.sendNotification({ notificationId }).catch((error: unknown) => log.warn('Text not sent', { error }));
}
