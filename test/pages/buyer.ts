import type { Page } from 'playwright-core';
import { portrait } from '../e2e/people.ts';
import { lockAttendee } from '../support/fixtures.ts';
import { createBuyer, type Buyer, type Person } from '../support/order-fixture.ts';
import type { PagesStage } from '../support/pages-stage.ts';

/** A buyer whose people have the photos that lists of people show. */
export async function createBuyerWithPhotos(
  { stage: { store }, api }: Pick<PagesStage, 'stage' | 'api'>,
  persons: readonly Person[],
): Promise<Buyer> {
  const buyer = await createBuyer(
    store,
    persons.map((person) => ({ ...person, unlocked: true })),
  );
  const body = await portrait('#3366cc');
  for (const [index, attendeeId] of buyer.attendeeIds.entries()) {
    const headers = { 'Content-Type': 'image/jpeg' };
    const reply = await api.call('PUT', `/attendees/${attendeeId}/photo`, { token: buyer.token, body, headers });
    if (reply.status >= 300) throw new Error(JSON.stringify(reply.body));
    await lockAttendee(store, attendeeId, persons[index]!.badgeType);
  }
  return buyer;
}

/** A browser in which the buyer is logged in. */
export const openAsBuyer = (
  { open }: Pick<PagesStage, 'open'>,
  { token, account }: Buyer,
  view: Parameters<PagesStage['open']>[0] = {},
): Promise<Page> => open({ ...view, login: { token, role: 'unit', account } });
