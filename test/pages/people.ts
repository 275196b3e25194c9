import { randomUUID } from 'node:crypto';
import { createSurveys } from '../../db/registration/survey.ts';
import { until } from '../activities/local-sandbox.ts';
import type { Json } from '../support/api.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { placeOrder, placePaid, review, untilLines, type Buyer } from '../support/order-fixture.ts';
import type { PagesStage } from '../support/pages-stage.ts';
import { createBuyerWithPhotos } from './buyer.ts';

/** Everything a page can be about, so that each is opened with something on it. */
export interface Things {
  /** Nothing is submitted yet: its forms can be filled in. */
  draft: { token: string; account: string };
  /** Has paid for two people, of whom one failed review and is refunded, with an invoice; a third waits to be paid for. */
  buyer: Buyer;
  /** What stands in the place of a route's parameters. */
  params: Readonly<Record<string, string>>;
}

export async function createThings({ stage, api }: PagesStage): Promise<Things> {
  const { store } = stage;
  const draft = await createUnit(store);
  await createSurveys(store).save(draft.registrationId, { overall: 5, next_time: 'yes', suggestions: '多设休息区' });
  const submitted = await createUnit(store, { state: 'under_review' });
  const buyer = await createBuyerWithPhotos({ stage, api }, [{}, {}, {}]);
  const [passing, failing, third] = buyer.attendeeIds as [string, string, string];
  const post = async (path: string, body: object, token = buyer.token): Promise<Json> => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const reply = await api.call('POST', path, { token, body, headers });
    if (reply.status >= 300) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const order = await placePaid(stage, { buyer: { ...buyer, attendeeIds: buyer.attendeeIds.slice(0, 2) } });
  const { orderNo } = order;
  await untilLines(stage, order, 'under_review', 'under_review');
  const { titleId } = await post('/invoice-titles', { kind: 'personal', title: '陈明' });
  await post(`/orders/${orderNo}/invoices`, { titleId, confirmBeforeReview: true });
  const first = async (path: string): Promise<Json> =>
    (await api.call('GET', path, { token: buyer.token })).body.items[0];
  const invoice = await until(async () => {
    const found = await first(`/orders/${orderNo}/invoices`);
    return found?.state === 'issued' ? found : undefined;
  });
  await review(stage, order, { 0: 'approve', 1: 'fail' });
  await untilLines(stage, order, 'approved', 'review_failed');
  await post(`/orders/${orderNo}/refunds`, { attendeeIds: [failing], reason: '审核未通过' });
  const refund = await until(async () => first(`/orders/${orderNo}/refunds`));
  const bureau = await staffToken(store, 'bureau');
  const { batchId } = await post('/bureau/production/batches', { attendeeIds: [passing] }, bureau);
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const { eventId } = await post(
    '/bureau/events',
    {
      titleZh: '对接会',
      // The longest that is taken, without a place to break it.
      titleEn: 'Matchmaking'.repeat(19).slice(0, 200),
      placeZh: '上海',
      placeEn: 'Shanghai',
      startsAt: inDays(2),
      endsAt: inDays(3),
      signUpClosesAt: inDays(1),
      capacity: 10,
    },
    bureau,
  );
  const { attendeeId } = await post('/attendees', {
    list: 'overseas',
    surname: 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2).slice(0, 60),
    givenName: 'Hubert',
    sex: 'male',
    country: 'DE',
    documentNumber: 'C01X00T47',
    position: 'other',
  });
  await post(`/events/${eventId}/sign-ups`, { attendeeIds: [attendeeId] });
  const unpaid = await placeOrder(stage, { buyer: { ...buyer, attendeeIds: [third] } });
  return {
    draft,
    buyer,
    params: {
      attendeeId,
      batchId,
      code: 'DEMO-03',
      eventId,
      invoiceId: invoice.invoiceId,
      list: 'mainland',
      orderNo: unpaid.orderNo,
      refundId: refund.refundId,
      registrationId: submitted.registrationId,
      token: 'nobody',
    },
  };
}
