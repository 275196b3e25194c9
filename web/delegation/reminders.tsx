import { Alert } from 'antd';
import { useWords } from '../language.ts';
import { registrationWords } from './registration-words.ts';

/** Whether a registration has waited for review longer than the edition's first reminder. */
export const waitsTooLong = (
  { reminders, reminderDueAt }: { reminders: number; reminderDueAt: string | null },
  now = Date.now(),
): boolean => reminders > 0 || (reminderDueAt !== null && Date.parse(reminderDueAt) <= now);

/** How many wait so long that their reviewers were reminded; nothing where none does. */
export function RemindersDue({ count }: { count: number }) {
  const words = useWords(registrationWords);
  if (count === 0) return null;
  return <Alert className="told" type="warning" showIcon title={words.waitTooLong(count)} />;
}
