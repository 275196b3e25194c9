import { Alert, Button } from 'antd';
import { useState } from 'react';
import { badgeTypes, type BadgeType } from '../../domain/attendee.ts';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { badgeTypeWords } from '../parts/codes.ts';
import { Ask } from '../parts/ask.tsx';
import { attendeeWords } from './attendee-words.ts';
import { SelectionBar } from './selection-bar.tsx';

type Person = Schemas['ReviewedAttendee'];
export type Labels = Readonly<Record<string, BadgeType>>;

/** What is done with people in a request is followed as a job of this kind. */
export interface LockJob {
  jobId: string;
  kind: 'lock' | 'unlock';
}

/** Labels, locks and unlocks all who are selected (G5.2). */
export function Locking({
  of: selected,
  labels,
  onLabel,
  onClear,
  onAccepted,
}: {
  of: readonly Person[];
  labels: Labels;
  onLabel: (labels: Labels) => void;
  /** Without it they are on a page of their own, and stay selected. */
  onClear?: () => void;
  onAccepted: (job: LockJob) => void;
}) {
  const words = useWords(attendeeWords);
  const types = useWords(badgeTypeWords);
  const [asking, ask] = useState<'lock' | 'unlock'>();
  const toLock = selected.filter(({ may }) => may.includes('lock'));
  const toUnlock = selected.filter(({ may }) => may.includes('unlock'));
  const unlabelled = toLock.filter(({ attendeeId }) => !labels[attendeeId]).length;
  const isMixed = toLock.length > 0 && toUnlock.length > 0;
  const only = onClear ? undefined : selected[0];
  const ofOnly = only && labels[only.attendeeId];
  const accepted = (kind: LockJob['kind'], jobId: string) => {
    ask(undefined);
    onAccepted({ kind, jobId });
  };
  const lock = useAction(
    (once, items: { attendeeId: string; badgeType: BadgeType }[]) =>
      client.POST('/review/attendees/lock', { params: { header: once }, body: { items } }),
    { onDone: ({ jobId }) => accepted('lock', jobId) },
  );
  const unlock = useAction(
    (once, attendeeIds: string[]) =>
      client.POST('/review/attendees/unlock', { params: { header: once }, body: { attendeeIds } }),
    { onDone: ({ jobId }) => accepted('unlock', jobId) },
  );
  const labelled = (type: BadgeType) => toLock.filter(({ attendeeId }) => labels[attendeeId] === type).length;
  return (
    <>
      <SelectionBar
        told={only ? (ofOnly ? words.labelIs(types[ofOnly]) : words.noLabel) : words.selected(selected.length)}
        count={selected.length}
        onClear={onClear}
      >
        {(!only || toLock.length > 0) && (
          <>
            <span className="buttons">
              {badgeTypes.map((type) => (
                <Button
                  key={type}
                  disabled={toLock.length === 0}
                  onClick={() => onLabel(Object.fromEntries(toLock.map(({ attendeeId }) => [attendeeId, type])))}
                >
                  {words.labelAs(types[type])}
                </Button>
              ))}
            </span>
            <Button
              type="primary"
              disabled={toLock.length === 0 || isMixed || unlabelled > 0}
              onClick={() => ask('lock')}
            >
              {words.lock}
            </Button>
          </>
        )}
        {(!only || toUnlock.length > 0) && (
          <Button disabled={toUnlock.length === 0 || isMixed} onClick={() => ask('unlock')}>
            {words.unlock}
          </Button>
        )}
      </SelectionBar>
      {!only && (isMixed || unlabelled > 0) && (
        <Alert
          className="told"
          type="info"
          showIcon
          role="status"
          title={isMixed ? words.mixed : words.unlabelled(unlabelled)}
        />
      )}
      <Ask
        open={asking === 'lock'}
        title={words.lockMany(toLock.length)}
        ok={words.lock}
        action={{
          ...lock,
          run: () => lock.run(toLock.map(({ attendeeId }) => ({ attendeeId, badgeType: labels[attendeeId]! }))),
        }}
        onClose={() => ask(undefined)}
      >
        <p>{words.lockHelp(labelled('professional'), labelled('vip'))}</p>
        <p>{words.lockConsequence}</p>
      </Ask>
      <Ask
        open={asking === 'unlock'}
        title={words.unlockMany(toUnlock.length)}
        ok={words.unlock}
        action={{ ...unlock, run: () => unlock.run(toUnlock.map(({ attendeeId }) => attendeeId)) }}
        onClose={() => ask(undefined)}
      >
        <p>{words.unlockHelp}</p>
      </Ask>
    </>
  );
}
