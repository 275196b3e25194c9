import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { Outcome } from '../domain/errors.ts';
import type { RegistrationState } from '../domain/registration.ts';
import { heard, mustBeMessage, told, type Inbox, type ToldAsked } from './inbox.ts';
import {
  allocateRegistration,
  checkDeadlines,
  decideRegistration,
  giveInvitationCode,
  lockAttendees,
  registrationDecided,
  releaseRegistration,
  submitRegistration,
  unlockAttendees,
  withdrawAttendee,
  withdrawRegistration,
  type Asked,
  type Reviewed,
} from './messages.ts';

type Answer<T> = (outcome: Outcome<T>) => void;
/** What a registration's run is told; its loop decides what becomes of it. */
export type Fact =
  | { kind: 'submit'; submissionId: string; answer: Answer<{ state: RegistrationState }> }
  | { kind: 'decide'; review: Reviewed; answer?: Answer<{ state: RegistrationState; version: number }> }
  | { kind: 'allocate'; asked: ToldAsked; answer: Answer<{ delegationId: number }> }
  | { kind: 'give_code'; invitationCode: string; answer: Answer<{ delegationId: number }> }
  | { kind: 'release'; asked: ToldAsked; answer: Answer<{ state: RegistrationState }> }
  | { kind: 'end'; asked: ToldAsked; answer: Answer<{ state: RegistrationState }> }
  | { kind: 'withdraw'; asked: ToldAsked; answer: Answer<{ attendeeId: string }> }
  | { kind: 'lock'; asked: Asked; answer?: undefined }
  | { kind: 'unlock'; asked: Asked; answer?: undefined };

/** Takes what the run is told, but its opening, into `inbox`; `moved` is set when the bureau moved the dates: what was to fall due may do so earlier. */
export function receive(inbox: Inbox<Fact>): { moved: boolean } {
  setHandler(submitRegistration, () => {
    const { id: submissionId } = currentUpdateInfo()!;
    return inbox.ask<{ state: RegistrationState }>((answer) => ({ kind: 'submit', submissionId, answer }));
  });
  setHandler(decideRegistration, (review) =>
    inbox.ask<{ state: RegistrationState; version: number }>((answer) => ({ kind: 'decide', review, answer })),
  );
  setHandler(
    allocateRegistration,
    told((asked) => inbox.ask<{ delegationId: number }>((answer) => ({ kind: 'allocate', asked, answer }))),
  );
  setHandler(
    giveInvitationCode,
    ({ invitationCode }) =>
      inbox.ask<{ delegationId: number }>((answer) => ({ kind: 'give_code', invitationCode, answer })),
    { validator: mustBeMessage },
  );
  setHandler(
    releaseRegistration,
    told((asked) => inbox.ask<{ state: RegistrationState }>((answer) => ({ kind: 'release', asked, answer }))),
  );
  setHandler(
    withdrawRegistration,
    told((asked) => inbox.ask<{ state: RegistrationState }>((answer) => ({ kind: 'end', asked, answer }))),
  );
  setHandler(
    withdrawAttendee,
    told((asked) => inbox.ask<{ attendeeId: string }>((answer) => ({ kind: 'withdraw', asked, answer }))),
  );
  setHandler(
    registrationDecided,
    heard((review) => inbox.post({ kind: 'decide', review })),
  );
  setHandler(
    lockAttendees,
    heard((asked) => inbox.post({ kind: 'lock', asked })),
  );
  setHandler(
    unlockAttendees,
    heard((asked) => inbox.post({ kind: 'unlock', asked })),
  );

  const dates = { moved: false };
  setHandler(checkDeadlines, () => void (dates.moved = true));
  return dates;
}
