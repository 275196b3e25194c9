import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { nothing, useFormat } from '../parts/format.ts';
import { StateTag } from '../parts/state-tag.tsx';
import { registrationWords } from './registration-words.ts';
import { waitsTooLong } from './reminders.tsx';

const day = 86_400_000;

/** How long a unit has waited for review, and whether that is too long. */
export function Waiting({ of: unit }: { of: Schemas['QueuedRegistration'] }) {
  const words = useWords(registrationWords);
  const format = useFormat();
  const { waitingSince, reminderDueAt, reminders, escalation } = unit;
  if (waitingSince === null) return nothing;
  const days = Math.floor((Date.now() - Date.parse(waitingSince)) / day);
  const escalated = escalation === 2 ? words.escalated2 : escalation === 1 ? words.escalated1 : undefined;
  return (
    <div className="who-it-is">
      {words.days(days)}
      {format.time(waitingSince) !== format.time(unit.submittedAt) && (
        <span className="quiet">{words.sinceThen(format.time(waitingSince))}</span>
      )}
      {waitsTooLong(unit) ? (
        <span>
          <StateTag tone="wrong">{reminders > 0 ? words.reminded(reminders) : words.reminderDue}</StateTag>
          {escalated && <StateTag tone="wrong">{escalated}</StateTag>}
        </span>
      ) : (
        reminderDueAt && <span className="quiet">{words.nextReminder(format.day(reminderDueAt))}</span>
      )}
    </div>
  );
}
