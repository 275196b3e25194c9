import { Alert, Button } from 'antd';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import type { Attendee } from './attendee-list.ts';
import { attendeeWords } from './attendee-words.ts';
import { ifMatch } from './registration.ts';

/** What looks wrong of a person and may yet be right: the unit says that it is. */
export function AttendeeWarnings({
  of: { attendeeId, version, warnings },
  canConfirm,
}: {
  of: Attendee;
  canConfirm: boolean;
}) {
  const words = useWords(attendeeWords);
  const confirm = useAction(
    (_once, confirmedWarnings: Attendee['warnings'][number]['code'][]) =>
      client.PATCH('/attendees/{attendeeId}', {
        params: { path: { attendeeId }, header: ifMatch(version) },
        body: { confirmedWarnings },
      }),
    { changes: ['/attendees', '/registration'] },
  );
  if (warnings.length === 0) return null;
  const isOpen = warnings.some(({ confirmed }) => !confirmed);
  return (
    <>
      <Alert
        type={isOpen ? 'warning' : 'info'}
        showIcon
        className="told"
        title={isOpen ? words.warnings : words.confirmed}
        description={
          <ul>
            {warnings.map(({ code, message }) => (
              <li key={code}>{message}</li>
            ))}
          </ul>
        }
        action={
          isOpen &&
          canConfirm && (
            <Button loading={confirm.pending} onClick={() => confirm.run(warnings.map(({ code }) => code))}>
              {words.confirmWarnings}
            </Button>
          )
        }
      />
      <ProblemAlert of={confirm.problem} />
    </>
  );
}
