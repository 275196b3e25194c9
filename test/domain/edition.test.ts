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
import { contradictionsOf } from '../../domain/edition-refusal.ts';
import { examplePlan } from '../support/edition.ts';

const plan = examplePlan();
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
