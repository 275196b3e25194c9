import { Alert } from 'antd';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { registrationWords } from './registration-words.ts';

/** Whether a registration has waited for review longer than the edition's first reminder. */
export const waitsTooLong = (
  { reminders, reminderDueAt }: { reminders: number; reminderDueAt: string | null },
  now = Date.now(),
): boolean => reminders > 0 || (reminderDueAt !== null && Date.parse(reminderDueAt) <= now);

/** How many wait too long, of the oldest that wait; nothing where none does. */
export function RemindersDue({ delegation }: { delegation: number | undefined }) {
  const words = useWords(registrationWords);
  const waiting = usePages('/review/registrations', {
    state: ['under_review'],
    limit: 200,
    ...(delegation === undefined ? {} : { delegation }),
  });
  const count = waiting.items.filter((item) => waitsTooLong(item)).length;
  if (count === 0) return null;
  return (
    <Alert
      className="told"
      type="warning"
      showIcon
      title={waiting.hasMore ? words.waitAtLeast(count) : words.waitTooLong(count)}
    />
  );
}
