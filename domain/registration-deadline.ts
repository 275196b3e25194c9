import type { RegistrationState, StateIn } from './registration.ts';

/** The edition's dates and periods that bear on a registration; ISO 8601, and days of 24 hours. */
export interface RegistrationCalendar {
  closesAt: string;
  /** Until when approved units get their badges. */
  endsAt: string;
  /** Days before the closing on which units that have not submitted are reminded. */
  closingReminderDays: number[];
  reviewReminderDays: number;
  reviewRepeatDays: number;
  /** How long a unit may correct what was returned, also after the closing. */
  returnGraceDays: number;
}

/** Where a registration stands, as far as time bears on it. */
export interface RegistrationStatus {
  state: RegistrationState;
  /** When it came into this state, or to this level of review; ISO 8601. */
  since: string;
  /** Reminders since then. */
  reminders: number;
  /** When the last of them was due or sent, whichever is later. */
  remindedAt?: string;
}

export type RegistrationDeadline = { at: Date } & (
  | { what: 'closing_reminder'; daysLeft: number }
  | { what: 'review_reminder'; no: number }
  | { what: 'expiry' }
  | { what: 'edition_end' }
);

const day = 86_400_000;

type DueOf = (standing: RegistrationStatus, calendar: RegistrationCalendar) => RegistrationDeadline;

/** Reminders of the closing, then the end at it; at the end of the `grace` (ms since the epoch) where that is later. */
function closing(
  { since, remindedAt }: RegistrationStatus,
  calendar: RegistrationCalendar,
  grace = 0,
): RegistrationDeadline {
  const closes = Date.parse(calendar.closesAt);
  const last = Math.max(Date.parse(since), remindedAt === undefined ? 0 : Date.parse(remindedAt));
  const daysLeft = calendar.closingReminderDays.toSorted((a, b) => b - a).find((days) => closes - days * day > last);
  if (daysLeft !== undefined) return { what: 'closing_reminder', daysLeft, at: new Date(closes - daysLeft * day) };
  return { what: 'expiry', at: new Date(Math.min(Math.max(closes, grace), Date.parse(calendar.endsAt))) };
}

const review: DueOf = ({ since, reminders }, { reviewReminderDays, reviewRepeatDays, endsAt }) => {
  const at = new Date(Date.parse(since) + (reviewReminderDays + reminders * reviewRepeatDays) * day);
  const ends = new Date(endsAt);
  return at < ends ? { what: 'review_reminder', no: reminders + 1, at } : { what: 'expiry', at: ends };
};

/** A state that has not ended without something that falls due would leave its run without an end. */
const dues: { [S in RegistrationState]: S extends StateIn<'ended'> ? undefined : DueOf } = {
  draft: (standing, calendar) => closing(standing, calendar),
  under_review: review,
  under_second_review: review,
  returned: (standing, calendar) =>
    closing(standing, calendar, Date.parse(standing.since) + calendar.returnGraceDays * day),
  approved: (_standing, { endsAt }) => ({ what: 'edition_end', at: new Date(endsAt) }),
  rejected: undefined,
  expired: undefined,
  released: undefined,
  withdrawn: undefined,
};

/** What falls due next, if nothing happens before (G4): a reminder, or the end. Undefined of what has ended alone. */
export function nextDeadline(
  standing: RegistrationStatus,
  calendar: RegistrationCalendar,
): RegistrationDeadline | undefined {
  return dues[standing.state]?.(standing, calendar);
}

/** Before whom the waiting is brought by its nth reminder: 0 the reviewing delegation, 1 the one above it, 2 the bureau (G4.3). */
export function escalationOf({
  no,
  hasDelegation,
  hasParent,
}: {
  no: number;
  hasDelegation: boolean;
  hasParent: boolean;
}): 0 | 1 | 2 {
  if (!hasDelegation) return 2;
  if (no === 1) return 0;
  return no === 2 && hasParent ? 1 : 2;
}
