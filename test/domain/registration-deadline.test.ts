import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  escalationOf,
  nextDeadline,
  type RegistrationCalendar,
  type RegistrationStatus,
} from '../../domain/registration-deadline.ts';
import { registrationTransitions, statesIn } from '../../domain/registration.ts';
import { statesOf } from '../../domain/state-machine.ts';

const day = 86_400_000;
const start = Date.parse('2019-06-01T00:00:00.000Z');
const on = (days: number) => new Date(start + days * day).toISOString();

const calendar: RegistrationCalendar = {
  closesAt: on(100),
  endsAt: on(160),
  closingReminderDays: [7, 1],
  reviewReminderDays: 3,
  reviewRepeatDays: 2,
  returnGraceDays: 7,
};
const due = (standing: Partial<RegistrationStatus>) => {
  const found = nextDeadline({ state: 'draft', since: on(0), reminders: 0, ...standing }, calendar);
  return found && { ...found, at: (found.at.getTime() - start) / day };
};

describe('what falls due of a registration', () => {
  it('given a draft, when nothing happens, then it is reminded 7 days and 1 day before the closing and expires at the closing (G4)', () => {
    assert.deepEqual(due({}), { what: 'closing_reminder', daysLeft: 7, at: 93 });
    assert.deepEqual(due({ remindedAt: on(93) }), { what: 'closing_reminder', daysLeft: 1, at: 99 });
    assert.deepEqual(due({ remindedAt: on(99) }), { what: 'expiry', at: 100 });
  });

  it('given a draft opened on the last days, when asked, then only reminders still to come fall due', () => {
    assert.deepEqual(due({ since: on(95) }), { what: 'closing_reminder', daysLeft: 1, at: 99 });
    assert.deepEqual(due({ since: on(99.5) }), { what: 'expiry', at: 100 });
  });

  it('given one returned before or after the closing, when it is not corrected, then it has at least its days of grace (G4.3)', () => {
    assert.deepEqual(due({ state: 'returned', since: on(10), remindedAt: on(99) }), { what: 'expiry', at: 100 });
    assert.deepEqual(due({ state: 'returned', since: on(99.9), remindedAt: on(99.95) }), { what: 'expiry', at: 106.9 });
    assert.deepEqual(due({ state: 'returned', since: on(120) }), { what: 'expiry', at: 127 });
    assert.deepEqual(due({ state: 'returned', since: on(158) }), { what: 'expiry', at: 160 });
  });

  it('given one under review, at either level, when nobody decides, then reviewers are reminded after 3 days and every 2 from then, to the end of the edition (G4.3)', () => {
    for (const state of ['under_review', 'under_second_review'] as const) {
      const under = { state, since: on(90) };
      assert.deepEqual(due(under), { what: 'review_reminder', no: 1, at: 93 });
      assert.deepEqual(due({ ...under, reminders: 1 }), { what: 'review_reminder', no: 2, at: 95 });
      assert.deepEqual(due({ ...under, reminders: 33 }), { what: 'review_reminder', no: 34, at: 159 });
      assert.deepEqual(due({ ...under, reminders: 34 }), { what: 'expiry', at: 160 });
    }
  });

  it('given the other states, when asked, then approved waits for the edition to end and what has ended for nothing', () => {
    assert.deepEqual(due({ state: 'approved', since: on(20) }), { what: 'edition_end', at: 160 });
    for (const state of statesIn('ended')) assert.equal(due({ state }), undefined);
  });

  it('given any state and history, when what falls due is dealt with again and again, then it ends, in order of time and never after the edition', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...statesOf(registrationTransitions)),
        fc.double({ min: 0, max: 159, noNaN: true }),
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
        (state, day0, closingReminderDays) => {
          // Nobody registers after the closing.
          const since = state === 'draft' ? Math.min(day0, 100) : day0;
          let standing: RegistrationStatus = { state, since: on(since), reminders: 0 };
          let last = start + since * day;
          for (let steps = 0; ; steps++) {
            assert.ok(steps < 200, 'it does not end');
            const next = nextDeadline(standing, { ...calendar, closingReminderDays });
            if (!next) return;
            assert.ok(
              next.at.getTime() >= Math.min(last, Date.parse(calendar.endsAt)) - 1 &&
                next.at <= new Date(calendar.endsAt),
            );
            if (next.what === 'expiry' || next.what === 'edition_end') return;
            last = next.at.getTime();
            standing = { ...standing, reminders: standing.reminders + 1, remindedAt: next.at.toISOString() };
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('given the nth reminder, when nobody decides, then it is brought before the delegation above and then the bureau (G4.3)', () => {
    const to = (hasDelegation: boolean, hasParent: boolean) =>
      [1, 2, 3, 4].map((no) => escalationOf({ no, hasDelegation, hasParent }));
    assert.deepEqual(to(true, true), [0, 1, 2, 2]);
    assert.deepEqual(to(true, false), [0, 2, 2, 2]);
    assert.deepEqual(to(false, false), [2, 2, 2, 2]);
  });
});
