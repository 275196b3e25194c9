import type { RegistrationState } from '../domain/registration.ts';
import type { RegistrationDeadline } from '../domain/registration-deadline.ts';

/** For whoever looks at a run: whom it waits for. */
export const waitsFor: Record<RegistrationState, string> = {
  draft: 'Waits for the **unit** to fill in and submit its forms.',
  under_review: 'Waits for the **delegation** to review it.',
  under_second_review: 'Waits for the **delegation above** to review it.',
  returned: 'Waits for the **unit** to correct what was returned and submit again.',
  approved: 'Approved. Waits for the **delegation** to label and lock attendees.',
  rejected: 'Rejected; ends.',
  expired: 'Not submitted or not decided in time; ends.',
  released: 'The account was given back by the **bureau**; ends.',
  withdrawn: 'Ended by the **unit**; its data is due to be erased; ends.',
};

/** What a timer of a run is for. */
export const summaryOf: Record<RegistrationDeadline['what'], string> = {
  closing_reminder: 'Until the unit is reminded that registration closes',
  review_reminder: 'Until the reviewers are reminded',
  expiry: 'Until the registration expires',
  edition_end: 'Until the edition is over',
};
