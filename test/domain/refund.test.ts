import assert from 'node:assert/strict';
import { lineTransitions } from '../../domain/badge.ts';
import { notRefundableReason, refundPolicies } from '../../domain/refund.ts';
import { statesAccepting, statesOf } from '../../domain/state-machine.ts';

describe('what of an order is refunded (G7.2)', () => {
  it('given each policy, when lines of every state are looked at, then what it allows can be reserved, and the rest says why not', () => {
    const reserved = statesAccepting(lineTransitions, 'refund_reserved');
    const allowed = { failed_only: ['review_failed'], until_badge: ['under_review', 'approved', 'review_failed'] };
    for (const policy of refundPolicies) {
      const states = statesOf(lineTransitions);
      const free = states.filter((state) => notRefundableReason(policy, { state, payableFen: 1 }) === null);
      assert.deepEqual(free.toSorted(), allowed[policy].toSorted(), policy);
      assert.ok(free.every((state) => reserved.includes(state)));
      for (const state of states)
        assert.equal(notRefundableReason(policy, { state, payableFen: 0 }), 'nothing_paid', `${policy} ${state}`);
    }
    const reasonOf = (state: keyof typeof lineTransitions) =>
      notRefundableReason('failed_only', { state, payableFen: 20_000 });
    assert.deepEqual(
      (['awaiting_payment', 'approved', 'dispatched', 'refunding', 'refunded', 'released'] as const).map(reasonOf),
      ['not_paid', 'review_not_failed', 'badge_made', 'refund_under_way', 'refunded', 'not_paid'],
    );
  });
});
