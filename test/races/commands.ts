import fc from 'fast-check';
import type { World } from './world.ts';

/** One thing that happens, in words fast-check prints when a sequence fails. */
class Step implements fc.AsyncCommand<object, World> {
  readonly name: string;
  readonly happen: (world: World) => unknown;

  constructor(name: string, happen: (world: World) => unknown) {
    this.name = name;
    this.happen = happen;
  }
  // Anything may happen at any time: what the state does not allow is refused.
  check = () => true;
  run = async (_model: object, world: World) => void (await this.happen(world));
  toString = () => this.name;
}
const step = (name: string, happen: (world: World) => unknown) => fc.constant(new Step(name, happen));

const channel = fc.constantFrom('alipay' as const, 'wechat' as const);
const person = fc.constantFrom(0, 1);

/** Everything that can happen to an order. */
export const commands: fc.Arbitrary<Step>[] = [
  channel.map((on) => new Step(`open ${on}`, (world) => world.open(on))),
  channel.map((on) => new Step(`open ${on} and pay`, async (world) => { await world.open(on); world.pay(0); })), // prettier-ignore
  step('two codes, both paid', async (world) => { await world.open('alipay'); await world.open('wechat'); world.pay(0); world.pay(1); }), // prettier-ignore
  step('a code, reduced by 1, then paid', async (world) => { await world.open('alipay'); await world.reduce(1); world.pay(0); }), // prettier-ignore
  fc.nat(1).map((n) => new Step(`pay code -${n}`, (world) => world.pay(n))),
  step('scan', (world) => world.scan()),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map(([n, copies]) => new Step(`notice of trade ${n} ×${copies}`, (world) => world.notice(n, copies))),
  fc.constantFrom(60, 880, 930, 2_000).map((seconds) => new Step(`${seconds} s pass`, (world) => world.advance(seconds))),
  step('cancel', (world) => world.cancel()),
  step('extend', (world) => world.extend()),
  fc.constantFrom(1, 10_000, 40_000).map((fen) => new Step(`reduce by ${fen}`, (world) => world.reduce(fen))),
  fc.tuple(person, fc.constantFrom('approve' as const, 'fail' as const, 'fail' as const)).map(([index, result]) => new Step(`${result} person ${index}`, (world) => world.review(index, result))),
  person.map((index) => new Step(`refund person ${index}`, (world) => world.refund(index))),
  step('refund person 0, who has to wait for it', async (world) => { Object.assign(world.mood, { refund: 'processing' }); await world.refund(0); }), // prettier-ignore
  step('invoice, then refund person 0', async (world) => { await world.invoice(); await world.advance(60); await world.refund(0); }), // prettier-ignore
  fc.boolean().map((byHand) => new Step(byHand ? 'settle by hand' : 'retry refunds', (world) => world.retry(byHand))),
  step('invoice', (world) => world.invoice()),
  step('give the invoice back', (world) => world.giveBack()),
  step('make badges', (world) => world.batch()),
  step('hand over', (world) => world.handOver()),
  fc.constantFrom('success' as const, 'processing' as const, 'not_enough' as const).map((refund) => new Step(`refunds: ${refund}`, (world) => Object.assign(world.mood, { refund }))),
  fc.constantFrom('confirm' as const, 'refuse' as const, 'silent' as const).map((buyer) => new Step(`buyer: ${buyer}`, (world) => Object.assign(world.mood, { buyer }))),
  fc.integer({ min: 1, max: 3 }).map((n) => new Step(`${n} answers get lost`, (world) => Object.assign(world.mood, { answersLost: n }))),
  step('codes can be paid a minute past their end', (world) => Object.assign(world.mood, { overrunMs: 60_000 })),
]; // prettier-ignore

export const restart = step('the worker is killed', (world) => world.restart());
