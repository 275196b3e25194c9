import { log } from '@temporalio/workflow';
import { sms } from './activities.ts';
import type { VerificationCodeInput } from './messages.ts';

/** Sends one text that belongs to no other run: a code (G2.1, G9.1), an invitation of staff, or that an account's mobile or password was changed. What became of it stands in its row. */
export async function verificationCode({ notificationId }: VerificationCodeInput): Promise<void> {
  await sms.sendNotification({ notificationId }).catch((error: unknown) => log.warn('Text not sent', { error }));
}
