import { log } from '@temporalio/workflow';
import { sms } from './activities.ts';
import type { VerificationCodeInput } from './messages.ts';

/** Sends one text that is no registration's run's to send: a code (G2.1, G9.1), or that the account's mobile or password was changed; what became of it stands in its row. */
export async function verificationCode({ notificationId }: VerificationCodeInput): Promise<void> {
  await sms.sendNotification({ notificationId }).catch((error: unknown) => log.warn('Text not sent', { error }));
}
