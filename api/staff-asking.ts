import { DomainError } from '../domain/errors.ts';
import { endsWithEdition, type StaffRequestKind } from '../domain/staff-request.ts';
import { createEditions } from '../db/edition.ts';
import type { Store } from '../db/knex.ts';
import { createStaff } from '../db/staff.ts';
import { createStaffRequests, type AskedKind, type NewStaffRequest } from '../db/staff-request.ts';

type Ask<K extends AskedKind> = Pick<NewStaffRequest<K>, 'kind' | 'requestId'> & {
  about: Pick<NewStaffRequest<K>, 'subject' | 'payload'>[];
};

/** Puts on record what a member of staff asks of runs, before they are told its id; `own_unit` where they work for one it is about, `edition_over` where nothing is left to decide. */
export async function askInRows<K extends AskedKind>(
  store: Store,
  { staffId }: { staffId: string },
  { kind, requestId, about }: Ask<K>,
): Promise<void> {
  await assertMayAsk(
    store,
    { staffId },
    kind,
    about.map(({ subject }) => subject),
  );
  await createStaffRequests(store).record(
    ...about.map((each): NewStaffRequest<K> => ({ ...each, kind, requestId, staffId })),
  );
}

/** Nobody has anything done to the unit they work for that could favour it; the run looks again. */
export async function assertNotOwn(
  store: Store,
  { staffId }: { staffId: string },
  kind: StaffRequestKind,
  subjects: readonly string[],
): Promise<void> {
  if (await createStaffRequests(store).isOfOwnUnit(kind, staffId, subjects)) throw new DomainError('own_unit');
}

/** The same, and nothing is done to a registration whose edition is over. */
export async function assertMayAsk(...asked: Parameters<typeof assertNotOwn>): Promise<void> {
  const [store, , kind, subjects] = asked;
  await assertNotOwn(...asked);
  if (endsWithEdition(kind) && (await createEditions(store).isOver({ registrationIds: subjects })))
    throw new DomainError('edition_over');
}

/**
 * Where two people are asked for, they are two. Nor does somebody count beside whom they added, invited anew or gave another mobile
 * within a month: the link to that login, or its texts, may be their own.
 */
export async function assertSecondPerson(
  store: Store,
  { first, second, state }: { first: string; second: string; state?: string },
): Promise<void> {
  if (first !== second && !(await createStaff(store).dependOnEachOther(first, second))) return;
  throw new DomainError('second_person_needed', state === undefined ? {} : { state });
}
