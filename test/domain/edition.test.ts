import assert from 'node:assert/strict';
import {
  areSame,
  datedFrom,
  diffEditions,
  isMoney,
  isOfCalendar,
  patched,
  type EditionPlan,
} from '../../domain/edition.ts';
import { inChina, lineOf, linesForAudit } from '../../domain/edition-line.ts';
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
const lines = (after: EditionPlan, before: EditionPlan = plan) => diffEditions(before, after).map(lineOf);
const without = (no: number): EditionPlan => ({
  ...plan,
  delegations: plan.delegations.filter((row) => row.no !== no),
});
function changed<T>(rows: readonly T[], index: number, change: Partial<T>): T[] {
  return rows.map((row, at) => (at === index ? { ...row, ...change } : row));
}

describe('an edition: what differs', () => {
  it('given one plan twice, when they are compared, then nothing differs, whatever the order of fields', () => {
    assert.deepEqual(lines(structuredClone(plan)), []);
    const turned = plan.survey.map((question) => ({
      ...question,
      options: question.options.map(({ code, zh, en }) => ({ en, zh, code })),
    }));
    assert.deepEqual(lines({ ...plan, survey: turned }), []);
  });

  it('given a date, a fee, texts and a list that changed, when they are compared, then each is a line of what was and what is', () => {
    const after = patched(plan, {
      registrationClosesAt: '2019-10-12T10:00:00.000Z',
      feesFen: { vip: 500 },
      closingReminderDays: [3, 10],
      smsTemplates: { refunded: { zh: 'SMS_1' } },
      terms: { en: `${plan.terms.en}!` },
    });
    const [closes, fee, reminders, terms, sms] = lines(after);
    assert.equal(closes, 'registrationClosesAt 2019-10-10T18:00:00+08:00 → 2019-10-12T18:00:00+08:00');
    assert.equal(fee, 'feesFen.vip 0 → 500');
    assert.equal(reminders, 'closingReminderDays 7, 1 → 10, 3');
    assert.match(terms!, /^terms\.en "Privacy terms .*…" \(\d+ characters\) → "Privacy terms .*…" \(\d+ characters\)$/);
    assert.equal(sms, 'smsTemplates.refunded.zh (none) → SMS_1');
    const changes = diffEditions(plan, after);
    assert.deepEqual([changes.filter(isMoney).length, changes.filter(isOfCalendar).length, changes.length], [1, 2, 5]);
  });

  it('given things that came, went and changed, when they are compared, then each is named once, and a log has nobody’s name or number', () => {
    const [first, ...others] = plan.delegations;
    const after: EditionPlan = {
      ...without(27),
      delegations: [
        { ...first!, phones: '020-1', contactsZh: '某人' },
        ...others.filter(({ no }) => no !== 27),
        { ...first!, no: 28, parentNo: 1, nameZh: '广东深圳交易分团', places: ['广东省/深圳市'] },
      ],
      events: changed(plan.events, 0, { capacity: 250 }),
      survey: [...plan.survey.slice(1), plan.survey[0]!],
    };
    assert.deepEqual(lines(after), [
      'delegation 1 contactsZh 彭晓瑜、张静虹、张杨 → 某人',
      'delegation 1 phones 020-38819873/9845/9883 → 020-1',
      '+ delegation 28 广东深圳交易分团',
      '- delegation 27 广东农业交易分团',
      'event 展前供需对接会 capacity 200 → 250',
      'survey order overall, registration, exhibitors, intended_deals, next_time, suggestions → registration, exhibitors, intended_deals, next_time, suggestions, overall',
    ]);
    const logged = linesForAudit(diffEditions(plan, after)).join('\n');
    assert.match(logged, /^delegation 1 contactsZh\ndelegation 1 phones\n/);
    assert.doesNotMatch(logged, /某人|020-1/);
  });

  it('given an edition that is not there, when it is compared, then all of it is a line, the edition first', () => {
    const made = diffEditions(undefined, plan).map(lineOf);
    assert.deepEqual(
      [made[0], made.filter((line) => line.startsWith('+ delegation ')).length],
      ['+ edition 2 第二届中国国际进口博览会', 27],
    );
  });

  it('given two events of one title, when one is moved, then the other is none the wiser', () => {
    const [event] = plan.events;
    const twins = {
      ...plan,
      events: [event!, { ...event!, startsAt: '2019-11-05T08:00:00.000Z', endsAt: '2019-11-05T09:00:00.000Z' }],
    };
    assert.deepEqual(lines({ ...twins, events: changed(twins.events, 1, { capacity: 9 }) }, twins), [
      'event 展前供需对接会 (2) capacity 200 → 9',
    ]);
  });
});

describe('an edition: dates around today', () => {
  it('given a demonstration, when it is dated, then it opened 30 days ago, is open 120 more, and what is beside the expo keeps its clock', () => {
    const dated = datedFrom(plan, { now: new Date('2026-11-28T03:04:05.678Z'), there: undefined });
    assert.equal(dated.registrationOpensAt, '2026-10-29T03:04:00.000Z');
    assert.equal(dated.registrationClosesAt, '2027-03-28T03:04:00.000Z');
    assert.equal(dated.expoClosesAt, '2027-04-17T03:04:00.000Z');
    assert.deepEqual(contradictionsOf(dated), []);
    for (const [index, event] of dated.events.entries()) {
      assert.ok(event.endsAt < dated.expoClosesAt);
      assert.equal(event.startsAt.slice(10), plan.events[index]!.startsAt.slice(10));
    }
    // On a later day it stays.
    assert.ok(
      areSame(diffEditions(dated, datedFrom(plan, { now: new Date('2026-12-24T00:00:00Z'), there: dated })), []),
    );
  });

  it('given a time, when it is written, then it is China’s, with what is below a second only where there is some', () => {
    assert.equal(inChina('2019-10-10T10:00:00.000Z'), '2019-10-10T18:00:00+08:00');
    assert.equal(inChina('2019-12-31T20:00:00.250Z'), '2020-01-01T04:00:00.250+08:00');
  });
});

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
