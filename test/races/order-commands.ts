import { channels } from '../../domain/payment.ts';
import fc from 'fast-check';
import type { OrderLife } from './order-life.ts';
import { stepOf, type Step } from './step.ts';

const step = stepOf<OrderLife>();
const always = (name: string, happen: (life: OrderLife) => unknown) => fc.constant(step(name, happen));

const channel = fc.constantFrom(...channels);
const person = fc.constantFrom(0, 1);

/** Everything that can happen to an order. */
const commands: fc.Arbitrary<Step<OrderLife>>[] = [
  channel.map((on) => step(`open ${on}`, (life) => life.open(on))),
  channel.map((on) =>
    step(`open ${on} and pay`, async (life) => {
      await life.open(on);
      life.pay(0);
    }),
  ),
  always('two codes, both paid', async (life) => {
    await life.open('alipay');
    await life.open('wechat');
    life.pay(0);
    life.pay(1);
  }),
  always('a code, reduced by 1, then paid', async (life) => {
    await life.open('alipay');
    await life.reduce(1);
    life.pay(0);
  }),
  fc.nat(1).map((n) => step(`pay code -${n}`, (life) => life.pay(n))),
  always('scan', (life) => life.scan()),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
    .map(([n, copies]) => step(`notice of trade ${n} ×${copies}`, (life) => life.notice(n, copies))),
  fc.constantFrom(60, 880, 930, 2_000).map((seconds) => step(`${seconds} s pass`, (life) => life.advance(seconds))),
  always('cancel', (life) => life.cancel()),
  always('extend', (life) => life.extend()),
  fc.constantFrom(1, 10_000, 40_000).map((fen) => step(`reduce by ${fen}`, (life) => life.reduce(fen))),
  fc
    .tuple(person, fc.constantFrom('approve' as const, 'fail' as const, 'fail' as const))
    .map(([index, result]) => step(`${result} person ${index}`, (life) => life.review(index, result))),
  person.map((index) => step(`refund person ${index}`, (life) => life.refund(index))),
  always('refund person 0, who has to wait for it', async (life) => {
    Object.assign(life.mood, { refund: 'processing' });
    await life.refund(0);
  }),
  always('refund person 0, who has to wait for it', async (life) => {
    Object.assign(life.mood, { refund: 'processing' });
    await life.refund(0);
  }),
  always('invoice, then refund person 0', async (life) => {
    await life.invoice();
    await life.advance(60);
    await life.refund(0);
  }),
  fc.boolean().map((byHand) => step(byHand ? 'settle by hand' : 'retry refunds', (life) => life.retry(byHand))),
  always('invoice', (life) => life.invoice()),
  always('give the invoice back', (life) => life.giveBack()),
  always('make badges', (life) => life.batch()),
  always('hand over', (life) => life.handOver()),
  fc
    .constantFrom('success' as const, 'processing' as const, 'not_enough' as const)
    .map((refund) => step(`refunds: ${refund}`, (life) => Object.assign(life.mood, { refund }))),
  fc
    .constantFrom('confirm' as const, 'refuse' as const, 'silent' as const)
    .map((buyer) => step(`buyer: ${buyer}`, (life) => Object.assign(life.mood, { buyer }))),
  fc
    .integer({ min: 1, max: 3 })
    .map((n) => step(`${n} answers get lost`, (life) => Object.assign(life.mood, { answersLost: n }))),
  always('the next refund is taken and forgotten', (life) => Object.assign(life.mood, { refundsForgotten: 1 })),
  always('codes can be paid a minute past their end', (life) => Object.assign(life.mood, { overrunMs: 60_000 })),
];

/** A kill, which holds everybody up, is rare. */
const anything = fc.oneof(...commands.map((arbitrary) => ({ arbitrary, weight: 24 })), {
  arbitrary: always('the worker is killed', (life) => life.kill()),
  weight: 1,
});

/** What happens to an order, one after the other. */
export const orderSequences = fc.array(anything, { maxLength: 8 });

/** The middle of an order's life is where most can go wrong with money: half of the lives begin there. */
export async function beginPaid(life: OrderLife): Promise<void> {
  await life.open('alipay');
  life.pay(0);
  await life.notice(1, 1);
  await life.review(0, 'fail');
}
