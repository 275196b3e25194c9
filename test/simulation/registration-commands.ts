import fc from 'fast-check';
import { stepOf, type Step } from '../races/step.ts';
import type { RegistrationLife } from './registration-life.ts';
import { reviewers } from './registration-staff.ts';

const step = stepOf<RegistrationLife>();

/** The first two want one account. */
export const applicants = 3;
const applicant = fc.constantFrom(0, 0, 0, 0, 1, 1, 2);
const decision = fc.constantFrom('approve' as const, 'return' as const, 'return' as const, 'reject' as const);
const look = fc.constantFrom('fresh' as const, 'fresh' as const, 'bulk' as const, 'stale' as const);
const badgeType = fc.constantFrom('professional' as const, 'vip' as const);
const city = fc.constantFrom('佛山市', '深圳市');
const n = fc.nat(2);

const opening = applicant.chain((a) =>
  fc.constantFrom(
    step(`${a} opens`, (life) => life.open(a)),
    step(`${a} opens with the delegation's code`, (life) => life.open(a, 'DEMO-03')),
    step(`${a} opens with the scarce code`, (life) => life.openWithScarceCode(a)),
  ),
);
const submitting = fc.tuple(applicant, city).map(([a, place]) =>
  step(`${a} of ${place} fills in and submits`, async (life) => {
    await life.fillIn(a, place);
    await life.submit(a);
  }),
);
const reviewing = fc
  .tuple(applicant, decision, fc.constantFrom(...reviewers), look)
  .map(([a, what, by, how]) => step(`${by}: ${what} ${a} (${how})`, (life) => life.review(a, what, by, how)));
const listing = fc.tuple(applicant, n).map(([a, p]) => step(`${a} adds person ${p}`, (life) => life.addPerson(a, p)));
const locking = fc
  .tuple(applicant, badgeType)
  .map(([a, type]) => step(`${a} is locked as ${type}`, (life) => life.lock(a, type)));
const ordering = applicant.map((a) => step(`${a} orders`, (life) => life.order(a)));

const commands: fc.Arbitrary<Step<RegistrationLife>>[] = [
  opening,
  submitting,
  submitting,
  reviewing,
  reviewing,
  reviewing,
  listing,
  listing,
  locking,
  locking,
  ordering,
  fc.tuple(applicant, n).map(([a, p]) => step(`${a} makes it person ${p}`, (life) => life.changePerson(a, p))),
  applicant.map((a) => step(`${a} submits`, (life) => life.submit(a))),
  fc.tuple(applicant, fc.nat(1)).map(([a, d]) => step(`${a} is allocated to ${d}`, (life) => life.allocate(a, d))),
  applicant.map((a) => step(`${a} gives the scarce code`, (life) => life.giveCode(a))),
  fc.constant(
    step('all want a place of the scarce code', async (life) => {
      for (const a of [1, 2, 0]) {
        await life.openWithScarceCode(a);
        await life.giveCode(a);
      }
    }),
  ),
  fc
    .constantFrom('revoked' as const, 'outdated' as const)
    .map((how) => step(`the scarce code is ${how}`, (life) => life.endCode(how))),
  applicant.map((a) => step(`a person of ${a} is withdrawn`, (life) => life.withdraw(a))),
  applicant.map((a) => step(`${a} is released`, (life) => life.release(a))),
  applicant.map((a) => step(`${a} ends its registration`, (life) => life.end(a))),
  fc.constant(
    step('2 opens and is released, and 0 is told so', async (life) => {
      await life.open(2);
      await life.release(2);
      await life.forge(0, 2);
    }),
  ),
  fc
    .tuple(applicant, applicant)
    .map(([a, b]) => step(`${a} is told what was asked of ${b}`, (life) => life.forge(a, b))),
  applicant.map((a) => step(`an operator locks and releases ${a}`, (life) => life.askAsOperator(a))),
  applicant.map((a) =>
    step(`${a} is locked and unlocked, and told so again`, async (life) => {
      await life.lock(a, 'vip');
      await life.unlock(a);
      await life.forge(a, a);
    }),
  ),
  applicant.map((a) => step(`${a} is unlocked`, (life) => life.unlock(a))),
  applicant.map((a) =>
    step(`${a} is locked, orders and is unlocked`, async (life) => {
      await life.lock(a, 'vip');
      await life.order(a);
      await life.unlock(a);
    }),
  ),
  applicant.map((a) =>
    step(`${a} is locked and changed`, async (life) => {
      await life.lock(a, 'vip');
      await life.changePerson(a, 2);
    }),
  ),
  fc.constantFrom(1, 3, 8, 30).map((days) => step(`${days} days pass`, (life) => life.advance(days))),
  fc.constantFrom(1, 3, 8).map((days) => step(`${days} more days pass`, (life) => life.advance(days))),
  fc.constantFrom(-10, 5).map((days) => step(`the closing moves by ${days} days`, (life) => life.moveClosing(days))),
];
const kill = fc.constant(step('the worker is killed', (life) => life.kill()));

const stages = [
  'nothing',
  'draft',
  'coded',
  'review',
  'review',
  'returned',
  'approved',
  'approved',
  'locked',
  'locked',
  'locked',
] as const;
/** Much can only happen to who has come some way: most lives begin there. */
const beginnings = fc
  .record({ withCode: fc.boolean(), city, by: fc.constantFrom(...reviewers), stage: fc.constantFrom(...stages) })
  .map(({ withCode, city: place, by, stage }) => {
    const draft = [
      step(`0 opens ${withCode ? 'with the scarce code' : 'without a code'}`, (life) =>
        withCode ? life.openWithScarceCode(0) : life.open(0),
      ),
      step('0 adds person 0', (life) => life.addPerson(0, 0)),
      step(`0 of ${place} fills in`, (life) => life.fillIn(0, place)),
    ];
    const review = [...draft, step('0 submits', (life) => life.submit(0))];
    const approved = [...review, step(`${by}: approve 0 (fresh)`, (life) => life.review(0, 'approve', by, 'fresh'))];
    const locked = [...approved, step('0 is locked as vip', (life) => life.lock(0, 'vip'))];
    const coded = [
      ...draft,
      step('0 gives the scarce code', (life) => life.giveCode(0)),
      step('0 submits', (life) => life.submit(0)),
    ];
    const returned = [...review, step(`${by}: return 0 (fresh)`, (life) => life.review(0, 'return', by, 'fresh'))];
    return { nothing: [], draft, coded, returned, review, approved, locked }[stage]!;
  });

/** Sequences of what happens to registrations. */
export const registrationSequences = fc.tuple(
  beginnings,
  fc.array(fc.oneof(...commands.map((arbitrary) => ({ arbitrary, weight: 8 })), { arbitrary: kill, weight: 1 }), {
    maxLength: 16,
    size: 'max',
  }),
);
