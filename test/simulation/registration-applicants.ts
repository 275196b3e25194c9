import type { Store } from '../../db/knex.ts';
import type { RegistrationState } from '../../domain/registration.ts';

/** Of all the units of a life. */
export const edition = '2';

export interface Registration {
  registrationId: string;
  account: string;
  state: RegistrationState;
  version: number;
}

export type Applicants = ReturnType<typeof createApplicants>;

/** Which registrations the applicants of a life have asked for, by the applicants' numbers, and what is in them. */
export function createApplicants(store: Store, count: number) {
  const { knex } = store;
  /** The newest last. */
  const asked = Array.from({ length: count }, (): string[] => []);

  /** An applicant's newest registration that was opened. */
  async function of(applicant: number): Promise<Registration | undefined> {
    const rows = await knex('registrations as r')
      .join('units as u', 'u.unitId', 'r.unitId')
      .whereIn('r.registrationId', asked[applicant]!)
      .select('r.registrationId', 'u.account', 'r.state', 'r.version');
    const row = asked[applicant]!.toReversed()
      .map((id) => rows.find(({ registrationId: its }) => its === id))
      .find((found) => found !== undefined);
    return row && { registrationId: row.registrationId, account: row.account, state: row.state, version: row.version };
  }
  async function withIts(
    applicant: number,
    happen: (registration: Registration & { edition: string }) => Promise<unknown>,
  ): Promise<void> {
    const registration = await of(applicant);
    if (registration) await happen({ ...registration, edition });
  }
  const peopleOf = (registrationId: string, { knex: rows } = store) =>
    rows('attendees').where({ registrationId }).orderBy('attendeeId').select('attendeeId', 'state', 'badgeType');

  return {
    asks: (applicant: number, registrationId: string) => void asked[applicant]!.push(registrationId),
    of,
    withIts,
    peopleOf,
  };
}
