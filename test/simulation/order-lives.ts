import fc from 'fast-check';
import { createEngine } from '../../api/temporal.ts';
import type { Store } from '../../db/knex.ts';
import { isGuardName, raceActivities } from '../races/guards.ts';
import { beginPaid, orderSequences } from '../races/order-commands.ts';
import { createOrderLife, type OrderLife } from '../races/order-life.ts';
import { createFakeProvider } from '../races/provider.ts';
import type { Step } from '../races/step.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';
import type { Lives } from './life.ts';
import { Violation } from './workflow-run.ts';

const mostRounds = 100;

/** Orders in virtual time: the same life and the same things happening as on the real server (test/races). */
export async function orderLives(store: Store, guard?: string): Promise<Lives<[boolean, Step<OrderLife>[]]>> {
  const provider = createFakeProvider();
  const { localActivities, payments, taxPlatform, sms, courier } = raceActivities({
    store,
    provider,
    guard: isGuardName(guard) ? guard : undefined,
  });
  return {
    local: localActivities as never,
    remote: { ...payments, ...taxPlatform, ...sms, ...courier } as never,
    sequences: fc.tuple(fc.boolean(), orderSequences),
    async live([beginsPaid, steps], { simulation, random, ask, client, walk, openRuns }) {
      const { pump } = simulation;
      const life = await createOrderLife({
        store,
        engine: createEngine({ client }),
        provider,
        buyer: await createBuyer(store, [{}, {}]),
        orderNo: newOrderNo(),
        ask,
        async askAll(calls) {
          for (const call of calls) {
            await ask(call());
            if (random.chance(0.5)) await pump(random.delay(20));
          }
        },
        async until(look) {
          for (let i = 0; i < 100 && !(await look()); i++) await pump(500);
        },
        advance: (seconds) => pump(seconds * 1000),
        rest: () => pump(20_000),
        isAnyRunOpen: async () => openRuns().length > 0,
        kill: simulation.kill,
        async isNotAtRest(round, what) {
          if (round > mostRounds) throw new Violation(`Not at rest: ${what}, open ${openRuns().join()}`);
        },
      });
      if (beginsPaid) await beginPaid(life);
      await walk(life, steps);
      await life.settle();
      return [...(await life.violations()), ...(await endedEarly(store, life.orderNo))];
    },
  };
}

/** A window does not end before its time, also when it was extended. */
async function endedEarly({ knex }: Store, orderNo: string): Promise<string[]> {
  const early = knex('events as e')
    .join('badge_orders as o', 'o.orderNo', 'e.orderNo')
    .where({ 'o.orderNo': orderNo, 'e.kind': 'window_ended' });
  const rows = await early.whereRaw('e.at < o.expires_at').select('e.at', 'o.expiresAt');
  return rows.map(
    ({ at, expiresAt: until }) => `the window of ${orderNo} ended at ${at.toISOString()}, not ${until!.toISOString()}`,
  );
}
