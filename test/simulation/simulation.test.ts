import assert from 'node:assert/strict';
import { registrationTransitions } from '../../domain/registration.ts';
import type { GuardName } from '../races/guards.ts';
import { size } from '../support/size.ts';
import type { Kind } from './lives.ts';
import { requestOnRecord, startProcesses, type DividedResult, type Processes } from './processes.ts';
import type { RegistrationGuardName } from './registration-guards.ts';

/** The same lives each time; `npm run simulate` takes others. */
const seed = 20_190_520;
/** Among so many a missing guard must have shown. */
const mostToFind = 300;

interface Shown {
  /** Of lives among which it shows soon. */
  seed: number;
  /** What breaks first, or may. */
  by: RegExp;
}

/**
 * How it shows that a guard is missing. The seed decides after how many lives, which each test says; where a change has made them
 * many, `npm run simulate -- --kind K --without N --lives 6 --processes 1 --seed S` for one S after the other finds a seed with few.
 */
const shownBy = {
  orders: {
    'a trade is closed and asked about before its people are free': {
      seed: 4,
      by: /what the providers captured, we booked|are free, and it can be paid/,
    },
    'an amount is compared before it counts': { seed: 7, by: /what the providers captured, we booked/ },
    'money no order wants is booked': { seed: 1, by: /what the providers captured, we booked/ },
    // Money goes back for a row alone, so under other numbers none goes twice, and none goes at all.
    'a refund keeps its number': { seed: 4, by: /Not at rest: order .*"state":"refunding"/ },
    'a refund is confirmed by asking': { seed: 1, by: /what we booked as refunded, the providers gave back/ },
    'paper is reversed before the money goes': { seed: 2, by: /paper says what the order keeps/ },
    'an order and its payment are paid in one step': { seed: 2, by: /Not at rest: order .*"state":"paid"/ },
    'what a refund had reversed is invoiced anew': { seed: 2, by: /what a refund had reversed is invoiced anew/ },
    [requestOnRecord]: { seed: 3, by: /Not at rest: order/ },
  } satisfies Record<GuardName | typeof requestOnRecord, Shown>,
  registrations: {
    'a review counts once': { seed: 8, by: /each decision stands on one review|one decision a round/ },
    'a decision stands on what was seen': { seed: 17, by: /A decision on what was no longer so stands/ },
    'a request is about its subject': { seed: 3, by: /nobody asked for it/ },
    'a request is used once': { seed: 1, by: /nobody asked for it/ },
    'who asks may': { seed: 1, by: /nobody asked for it/ },
    'who ended frees its people': { seed: 1, by: /has a key there/ },
    'a released account gives its place back': { seed: 2, by: /a code's places are counted/ },
    'only people of an approved unit are locked': {
      seed: 3,
      by: /locked while its unit was|nobody is locked whose unit is not approved|nobody on a badge/,
    },
    'a unit is told of a verdict once': { seed: 2, by: /each verdict is told in one text/ },
  } satisfies Record<RegistrationGuardName, Shown>,
};

describe('lives in virtual time', function () {
  this.timeout(size({ small: 10, long: 60 }) * 60_000);
  let processes: Processes;
  before(async () => {
    processes = await startProcesses(2);
  });

  function tell({ lives, seconds, stats, failure }: DividedResult): void {
    const { kills, replays, repeated, lostUpdates, continued } = stats;
    console.log(
      `      ${lives} lives, ${(lives / seconds).toFixed(1)} a second; the worker was killed ${kills} times, ${replays} runs were made anew, ${repeated} answers and ${lostUpdates} requests lost, ${continued} runs went on in a new one`,
    );
    if (failure) console.log(`      seed ${failure.seed}, path ${failure.path}: ${failure.life}`);
  }

  it(`given orders that live at random and a worker that is killed, when all has come to rest, then money, paper and people agree with each other and with the providers`, async () => {
    const lives = size({ small: 75, long: 2_000 });
    const result = await processes.runDivided({ kind: 'orders', lives, seed });
    tell(result);
    assert.equal(result.failure?.error, undefined);
    assert.equal(result.lives, lives);
    for (const count of ['kills', 'replays', 'repeated', 'lostUpdates'] as const)
      assert.ok(result.stats[count] > 0, count);
    for (const event of [
      'order_closed',
      'order_paid',
      'all_lines_ended',
      'refund_made',
      'late_payment_refunded',
      'invoice_reversed',
    ])
      assert.ok(result.reached[event]! > 0, event);
  });

  it('given registrations that live at random until their edition is over, when a worker is killed meanwhile, then tables, rounds, places, people and texts are as they must be (G1, G4, G5.2)', async () => {
    const lives = size({ small: 75, long: 2_000 });
    const result = await processes.runDivided({ kind: 'registrations', lives, seed });
    tell(result);
    assert.equal(result.failure?.error, undefined);
    assert.equal(result.lives, lives);
    for (const count of ['kills', 'replays', 'repeated', 'lostUpdates', 'continued'] as const)
      assert.ok(result.stats[count] > 0, count);
    const events = new Set(Object.values(registrationTransitions).flatMap(Object.keys));
    for (const event of [
      ...events,
      'allocated',
      'reviewers_reminded',
      'attendees_locked',
      'attendees_unlocked',
      'attendee_withdrawn',
      'badge_made',
    ])
      assert.ok(result.reached[event]! > 0, event);
  });

  for (const [kind, guards] of Object.entries(shownBy) as [Kind, Record<string, Shown>][])
    for (const [without, { seed: its, by }] of Object.entries(guards))
      it(`given no more that ${without}, when ${kind} live at random, then it shows by what it guards`, async () => {
        const { lives, failure } = await processes.run({ kind, lives: mostToFind, seed: its, without });
        console.log(`      after ${lives}: ${failure?.error.split('\n')[0]?.slice(0, 160)}`);
        assert.match(failure?.error ?? '', by);
      });

  for (const kind of ['orders', 'registrations'] as const)
    it(`given one seed, when its ${kind} live in two processes, then every line of their logs is the same, and of another seed it is not`, async () => {
      const lives = 4;
      const jobs = [seed, seed, seed + 1].map((its) => processes.run({ kind, lives, seed: its }));
      const [one, other, another] = (await Promise.all(jobs)).map(({ hash }) => hash);
      console.log(`      ${one}`);
      assert.equal(other, one);
      assert.notEqual(another, one);
    });

  it('given a life that fails, when it is made as short as can be and lived again by its seed and path, then it fails alike, and its log tells how', async () => {
    const without = 'paper is reversed before the money goes';
    const job = { kind: 'orders', lives: mostToFind, seed: shownBy.orders[without].seed } as const;
    const found = await processes.run({ ...job, without, isShrunk: true });
    const { path, life } = found.failure!;
    console.log(`      after ${found.lives}: ${life}`);
    const again = await processes.run({ ...job, without, path });
    assert.equal(again.failure?.life, life);
    assert.equal(again.lives, 1);
    assert.ok(again.log!.some((line) => line.includes('refundTrade')));
    // The same life with the guard is one life too, and a good one.
    const whole = await processes.run({ ...job, path });
    assert.equal(whole.failure, undefined);
    assert.equal(whole.lives, 1);
  });
});
