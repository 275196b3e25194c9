import assert from 'node:assert/strict';
import { diffEditions, patched, type EditionPlan } from '../../domain/edition.ts';
import { contradictionsOf, refusalsOf, refusalsOfEnd, type EditionFacts } from '../../domain/edition-refusal.ts';
import { worded } from '../../domain/message.ts';
import { examplePlan } from '../support/edition.ts';

const plan = examplePlan();
const now = new Date('2019-09-01T00:00:00Z');
const nothing: EditionFacts = {
  otherOpen: null,
  closedAt: null,
  units: 0,
  fillingIn: 0,
  submissions: [],
  acceptedTerms: 0,
  awaiting: { professional: 0, vip: 0 },
  surveyAnswers: 0,
  delegations: new Map(),
  signedUp: new Map(),
  unfinished: { orders: 0, refunds: 0, owed: 0, suspense: 0, invoices: 0 },
};
const without = (no: number): EditionPlan => ({
  ...plan,
  delegations: plan.delegations.filter((row) => row.no !== no),
});
function changed<T>(rows: readonly T[], index: number, change: Partial<T>): T[] {
  return rows.map((row, at) => (at === index ? { ...row, ...change } : row));
}

describe('an edition: what contradicts itself', () => {
  const cases: [given: string, plan: EditionPlan, faults: string[]][] = [
    ['the example', plan, []],
    [
      'a closing before the opening',
      { ...plan, registrationClosesAt: '2019-01-01T00:00:00.000Z' },
      ['registrationClosesAt closes_before_opening'],
    ],
    [
      'an expo that closes with registration',
      { ...plan, expoClosesAt: plan.registrationClosesAt },
      ['expoClosesAt expo_before_closing'],
    ],
    ['an edition before itself', { ...plan, previousEdition: '2' }, ['previousEdition previous_is_itself']],
    [
      'a number twice',
      { ...plan, delegations: [...plan.delegations, { ...plan.delegations[26]! }] },
      ['delegation 27 no delegation_there'],
    ],
    [
      'nobody above',
      { ...plan, delegations: changed(plan.delegations, 1, { parentNo: 99 }) },
      ['delegation 2 parentNo delegation_above_unknown'],
    ],
    [
      'a circle',
      { ...plan, delegations: changed(plan.delegations, 0, { parentNo: 2 }) },
      ['delegation 1 parentNo delegation_below_itself', 'delegation 2 parentNo delegation_below_itself'],
    ],
    [
      'an industry with a place (G1.2)',
      { ...plan, delegations: changed(plan.delegations, 21, { places: ['湖南省'] }) },
      ['delegation 22 places no_place'],
    ],
    [
      'one place twice',
      { ...plan, delegations: changed(plan.delegations, 2, { places: ['广东省/广州市'] }) },
      ['delegation 3 places place_taken'],
    ],
    [
      'an event that ends first',
      { ...plan, events: changed(plan.events, 0, { endsAt: plan.events[0]!.startsAt }) },
      ['event 展前供需对接会 endsAt ends_before_start'],
    ],
    [
      'a choice without options',
      { ...plan, survey: changed(plan.survey, 3, { options: [] }) },
      ['survey intended_deals options options_unfit'],
    ],
  ];
  for (const [given, wrong, faults] of cases)
    it(`given ${given}, when it is looked at, then that is found and nothing else`, () =>
      assert.deepEqual(
        contradictionsOf(wrong).map(({ at, said }) => `${at} ${said.key}`),
        faults,
      ));
});

describe('an edition: what is in the way of a change', () => {
  const refused = (after: EditionPlan, facts: Partial<EditionFacts>, before: EditionPlan | undefined = plan) =>
    refusalsOf({ before, changes: diffEditions(before, after), facts: { ...nothing, ...facts }, now }).map(
      ({ at, said }) => `${at} ${said.key}`,
    );
  const closing = (registrationClosesAt: string) => patched(plan, { registrationClosesAt });
  const used = new Map([[27, { units: 0, staff: 1, codes: 0 }]]);

  const cases: [given: string, after: EditionPlan, facts: Partial<EditionFacts>, refusals: string[]][] = [
    [
      'a fee that somebody is about to pay',
      patched(plan, { feesFen: { professional: 1 } }),
      { awaiting: { professional: 2, vip: 0 } },
      ['feesFen.professional fees_of_live_orders'],
    ],
    [
      'another fee than what is about to be paid',
      patched(plan, { feesFen: { vip: 1 } }),
      { awaiting: { professional: 2, vip: 0 } },
      [],
    ],
    [
      'refunds of orders, which keep their own',
      patched(plan, { refundPolicy: 'until_badge', autoRefundDays: 9 }),
      { awaiting: { professional: 2, vip: 2 } },
      [],
    ],
    [
      'a closing that is over, with drafts',
      closing('2019-08-31T00:00:00.000Z'),
      { units: 1, fillingIn: 1 },
      ['registrationClosesAt closing_passed'],
    ],
    ['a closing that is over, without', closing('2019-08-31T00:00:00.000Z'), { units: 1 }, []],
    [
      'a closing before what is under review',
      closing('2019-08-20T00:00:00.000Z'),
      { submissions: ['2019-08-01T00:00:00.000Z', '2019-08-21T00:00:00.000Z'] },
      ['registrationClosesAt closing_before_submission'],
    ],
    [
      'a closing to come, nearer',
      closing('2019-09-05T00:00:00.000Z'),
      { fillingIn: 3, submissions: ['2019-08-21T00:00:00.000Z'] },
      [],
    ],
    [
      'an opening to come, with units',
      patched(plan, { registrationOpensAt: '2019-09-02T00:00:00.000Z' }),
      { units: 1 },
      ['registrationOpensAt opening_after_units'],
    ],
    [
      'another text of terms that were accepted',
      patched(plan, { terms: { zh: '别的' } }),
      { acceptedTerms: 4 },
      ['terms.zh terms_accepted'],
    ],
    [
      'the same under a version of its own',
      patched(plan, { terms: { zh: '别的', version: '2' } }),
      { acceptedTerms: 4 },
      [],
    ],
    ['a delegation with staff that goes', without(27), { delegations: used }, ['delegation 27 delegation_in_use']],
    ['a delegation without anything that goes', without(26), { delegations: used }, []],
    [
      'an event with people that goes',
      { ...plan, events: plan.events.slice(1) },
      { signedUp: new Map([['展前供需对接会', 3]]) },
      ['event 展前供需对接会 places_taken'],
    ],
    [
      'fewer places than people',
      { ...plan, events: changed(plan.events, 0, { capacity: 2 }) },
      { signedUp: new Map([['展前供需对接会', 3]]) },
      ['event 展前供需对接会 capacity places_taken'],
    ],
    [
      'a question that was answered and goes',
      { ...plan, survey: plan.survey.slice(1) },
      { surveyAnswers: 1 },
      ['survey overall survey_answered'],
    ],
    [
      'an option that was answered and goes',
      { ...plan, survey: changed(plan.survey, 4, { options: plan.survey[4]!.options.slice(1) }) },
      { surveyAnswers: 1 },
      ['survey next_time options survey_answered'],
    ],
    [
      'other words of a question',
      { ...plan, survey: changed(plan.survey, 4, { en: 'Again?' }) },
      { surveyAnswers: 1 },
      [],
    ],
    [
      'anything after the end',
      patched(plan, { nameEn: 'X' }),
      { closedAt: '2020-01-01T00:00:00.000Z' },
      ['edition edition_closed_at'],
    ],
    [
      'another edition that is current',
      patched(plan, { nameEn: 'X' }),
      { otherOpen: '3' },
      ['edition other_edition_open'],
    ],
  ];
  for (const [given, after, facts, refusals] of cases)
    it(`given ${given}, when it is asked for, then ${refusals.length === 0 ? 'nothing is in the way' : 'it is refused'}`, () =>
      assert.deepEqual(refused(after, facts), refusals));

  it('given several that are in the way, when they are asked for at once, then all are told, in words', () => {
    const after = patched(without(27), { feesFen: { professional: 1, vip: 1 }, terms: { en: 'x' } });
    const facts = { ...nothing, awaiting: { professional: 1, vip: 1 }, acceptedTerms: 1, delegations: used };
    const faults = refusalsOf({ before: plan, changes: diffEditions(plan, after), facts, now });
    assert.deepEqual(
      faults.map(({ at }) => at),
      ['feesFen.professional', 'feesFen.vip', 'terms.en', 'delegation 27'],
    );
    assert.equal(worded(faults[3]!.said, 'en'), 'It has 0 unit(s), 1 member(s) of staff and 0 invitation code(s).');
  });

  it('given nothing that changes, when it is asked for after the end, then nothing is refused', () =>
    assert.deepEqual(refused(structuredClone(plan), { closedAt: '2020-01-01T00:00:00.000Z', otherOpen: '3' }), []));

  it('given an edition that is not there, when another is current, then that one is to end first; beside none it comes', () => {
    const changes = diffEditions(undefined, plan);
    const keys = (otherOpen: string | null) =>
      refusalsOf({ before: undefined, changes, facts: { ...nothing, otherOpen }, now }).map(({ said }) => said.key);
    assert.deepEqual([keys('1'), keys(null)], [['other_edition_open'], []]);
  });

  it('given what is unfinished, when the edition is to end, then each count is told; and of none nothing is', () => {
    const facts = {
      ...nothing,
      fillingIn: 1,
      submissions: ['x'],
      unfinished: { orders: 2, refunds: 3, owed: 4, suspense: 5, invoices: 6 },
    };
    assert.deepEqual(
      refusalsOfEnd(facts).map(({ said }) => /\d+/.exec(worded(said, 'en'))![0]),
      ['2', '2', '3', '4', '5', '6'],
    );
    assert.deepEqual(refusalsOfEnd(nothing), []);
  });
});
