import assert from 'node:assert/strict';
import { progressOf, progressSteps, type PersonPlace, type ProgressFacts } from '../../domain/progress.ts';

const day = (n: number) => new Date(Date.UTC(2019, 4, n));
const facts: ProgressFacts = {
  state: 'draft',
  createdAt: day(1),
  submittedAt: null,
  decidedAt: null,
  allocated: true,
  hasUnitInfo: false,
  hasProcurementIntent: false,
  people: [],
};
const filled = { ...facts, hasUnitInfo: true, hasProcurementIntent: true };
const approved: ProgressFacts = { ...filled, state: 'approved', submittedAt: day(2), decidedAt: day(3) };
const people = (...places: PersonPlace[]) =>
  places.map((place, index) => ({ place, count: 1, since: day(10 + index) }));

/** `state` or `state:whom` of the steps asked for, or of all. */
function shown(of: ProgressFacts, ...steps: string[]) {
  return progressOf(of)
    .filter(({ step }) => steps.length === 0 || steps.includes(step))
    .map(({ state, waitsFor }) => (waitsFor ? `${state}:${waitsFor}` : state));
}

describe('progress flowchart', () => {
  it('given a new account, when shown, then the unit fills in its forms and everything else comes later (G3.4)', () => {
    assert.deepEqual(
      progressOf(facts).map(({ step }) => step),
      [...progressSteps],
    );
    assert.deepEqual(shown(facts), [
      'doing:unit',
      'doing:unit',
      'doing:unit',
      ...Array.from({ length: 7 }, () => 'todo'),
    ]);
    assert.deepEqual(progressOf(facts)[0]!.since, day(1));
  });

  it('given filled forms, when shown, then submitting waits for the unit; attendees may follow later', () => {
    assert.deepEqual(shown(filled, 'unit_info', 'procurement_intent', 'attendees', 'submit', 'review'), [
      'done',
      'done',
      'doing:unit',
      'doing:unit',
      'todo',
    ]);
    assert.deepEqual(shown({ ...filled, people: people('saved') }, 'attendees', 'lock'), ['done', 'todo']);
  });

  it('given a submission, when shown, then it waits for the delegation, or for the bureau while nobody has it', () => {
    const submitted: ProgressFacts = { ...filled, state: 'under_review', submittedAt: day(2) };
    assert.deepEqual(shown(submitted, 'submit', 'review'), ['done', 'doing:delegation']);
    assert.deepEqual(shown({ ...submitted, allocated: false }, 'review'), ['doing:bureau']);
    assert.deepEqual(progressOf(submitted)[4]!.since, day(2));
    assert.deepEqual(progressOf({ ...submitted, state: 'under_second_review' }), progressOf(submitted));
  });

  it('given a return, when shown, then submitting waits for the unit since the verdict', () => {
    const returned: ProgressFacts = { ...filled, state: 'returned', submittedAt: day(2), decidedAt: day(3) };
    assert.deepEqual(shown(returned, 'submit', 'review'), ['doing:unit', 'todo']);
    assert.deepEqual(progressOf(returned)[3]!.since, day(3));
  });

  it('given a rejection, when shown, then what was filled in is done and nothing else goes on', () => {
    const steps = shown({ ...approved, state: 'rejected', people: people('saved') });
    assert.deepEqual(steps, ['done', 'done', 'blocked', 'done', ...Array.from({ length: 6 }, () => 'blocked')]);
  });

  const later = ['lock', 'payment', 'person_review', 'production', 'distribution'];
  for (const [place, expected] of [
    ['saved', ['doing:delegation', 'todo', 'todo', 'todo', 'todo']],
    ['locked', ['done', 'doing:unit', 'todo', 'todo', 'todo']],
    ['awaiting_payment', ['done', 'doing:unit', 'todo', 'todo', 'todo']],
    ['closing', ['done', 'doing:provider', 'todo', 'todo', 'todo']],
    ['under_review', ['done', 'done', 'doing:bureau', 'todo', 'todo']],
    ['review_failed', ['done', 'done', 'blocked:unit', 'todo', 'todo']],
    ['refunded', ['done', 'done', 'done', 'todo', 'todo']],
    ['approved', ['done', 'done', 'done', 'doing:bureau', 'todo']],
    ['badge_made', ['done', 'done', 'done', 'done', 'doing:courier']],
    ['dispatched', ['done', 'done', 'done', 'done', 'doing:courier']],
    ['ready_for_pickup', ['done', 'done', 'done', 'done', 'doing:delegation']],
    ['delivered', ['done', 'done', 'done', 'done', 'done']],
  ] as const) {
    it(`given people who are all ${place}, when shown, then ${expected.join(', ')}`, () => {
      assert.deepEqual(shown({ ...approved, people: people(place) }, ...later), expected);
    });
  }

  it('given people in different places, when shown, then each step tells of those it waits for, since the first of them', () => {
    const mixed: ProgressFacts = {
      ...approved,
      people: people('delivered', 'under_review', 'locked', 'awaiting_payment', 'saved'),
    };
    assert.deepEqual(shown(mixed, ...later), ['doing:delegation', 'doing:unit', 'doing:bureau', 'done', 'done']);
    assert.deepEqual(progressOf(mixed).find(({ step }) => step === 'payment')!.since, day(12));
  });
});
