import assert from 'node:assert/strict';
import { createDisputes } from '../../../db/registration/dispute.ts';
import { createSurveys } from '../../../db/registration/survey.ts';
import { createUnit, type TestUnit } from '../../support/fixtures.ts';
import {
  createBuyer,
  createPeople,
  makeBadges,
  placeOrder,
  placePaid,
  review,
  untilLines,
  untilOrder,
  type TestOrder,
} from '../../support/order-fixture.ts';
import { fillIn } from '../../support/registration-fixture.ts';
import { handOver } from '../../support/staff-request.ts';
import type { Stage } from '../../support/stage.ts';

/** What there is of an edition at its end: units of delegation 3, in a state each. */
export interface EndedEdition {
  settled: TestOrder;
  /** Its badge is to be handed out. */
  waiting: TestOrder;
  /** Paid for somebody who failed. */
  failed: TestOrder;
  /** Its badge is to be made. */
  approved: TestOrder;
  /** Nobody decided on it; its account is disputed. */
  underReview: TestUnit;
}

export async function liveThroughEdition(stage: Stage): Promise<EndedEdition> {
  const { store } = stage;
  const vip = { badgeType: 'vip' } as const;
  const settled = await placePaid(stage, { buyer: await createBuyer(store) });
  await fillIn(stage, settled.buyer);
  const failed = await placePaid(stage, { buyer: await createBuyer(store) });
  const waiting = await placeOrder(stage, { buyer: await createBuyer(store, [vip]) });
  const approved = await placeOrder(stage, { buyer: await createBuyer(store, [vip]) });
  await review(stage, failed, { 0: 'fail' });
  for (const order of [settled, waiting, approved]) await review(stage, order, { 0: 'approve' });
  for (const order of [settled, waiting, approved]) await untilLines(stage, order, 'approved');
  await untilLines(stage, failed, 'review_failed');
  for (const order of [settled, waiting]) await makeBadges(stage, order);
  for (const order of [settled, waiting]) await untilLines(stage, order, 'ready_for_pickup');
  assert.ok('done' in (await handOver(stage, settled.orderNo)));
  await untilOrder(stage, settled, 'settled');
  const underReview = await createUnit(store, { state: 'under_review' });
  await fillIn(stage, underReview);
  await createPeople(store, underReview.registrationId, [{ unlocked: true }]);
  await createSurveys(store).save(settled.buyer.registrationId, { overall: 5 });
  const claim = { unitName: '真单位', name: '申诉人', mobile: '13700001111', statement: '该代码是我单位的' };
  await createDisputes(store).open(underReview.account, claim);

  return { settled, waiting, failed, approved, underReview };
}
