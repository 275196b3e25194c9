import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { createStore } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { createProgressFeed } from '../../db/progress-feed.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { countHistory } from '../e2e/history.ts';
import { newSettings, startStack, type Stack } from '../e2e/stack.ts';
import { staffToken } from '../support/fixtures.ts';
import { endRun } from '../support/run.ts';
import { createEngineProbe } from './engine.ts';
import { call, closeConnections } from './http.ts';
import { createJourney, type Waits } from './journey.ts';
import { load, percentiles, type Measured } from './load.ts';
import { createBuyers, createSettledOrders } from './population.ts';
import { createReport } from './report.ts';

/*
 * `npm run bench -- [--orders N] [--clients N] [--json FILE]`: how fast the whole stack is here, beside what Temporal alone can do
 * on the same machine at the same concurrency. A missed aim is a figure, not a failure.
 */
const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '200' },
    clients: { type: 'string', default: '10' },
    json: { type: 'string' },
  },
});
const [orders, clients] = [positive('orders'), positive('clients')];
const people = 2;
const atOnce = Math.min(8, clients);
const ofOrders = (share: number) => Math.ceil(share * orders);
/** How much of each part there is; `--orders` scales it all, and 200 make the list 2,000 long. */
const counts = {
  placedAlone: ofOrders(0.75),
  placed: ofOrders(2.5),
  reads: ofOrders(20),
  listed: ofOrders(10),
  listReads: ofOrders(12.5),
};

function positive(name: 'orders' | 'clients'): number {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} must be a whole number from 1 on, not "${values[name]}"`);
  return number;
}

const since = Date.now();
// A busy neighbour explains more than any change of ours.
const conditions = {
  orders,
  clients,
  cores: availableParallelism(),
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(1)),
};
const report = createReport({ jsonFile: values.json, conditions });
let ended: Promise<void> | undefined;
const end = () => (ended ??= endRun());
// Temporal's runtime takes the signals for itself and would only end its workers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    report.interrupt();
    void end().finally(() => process.exit(130));
  });
}
const stack = await report.part('start of the stack', async () =>
  startStack(await newSettings({ RATE_LIMITS: 'off', LOG_LEVEL: 'warn' })),
);
if (stack) await report.part('preparations', () => measure(stack));
if (!report.end()) {
  process.exitCode = 1;
  for (const line of (stack?.lines ?? []).filter((said) => /"level":[56]0|died|is back/.test(said)).slice(-20))
    console.error(line);
}
closeConnections();
await end();
const { cores, loadBefore } = conditions;
console.log(
  `\n${orders} orders, ${clients} clients, ${cores} cores, load ${loadBefore} before; took ${Math.round((Date.now() - since) / 1000)} s`,
);

async function measure({ api: apiUrl, config, databaseUrl, keyRingFile }: Stack): Promise<void> {
  const ring = parseKeyRing(readFileSync(keyRingFile, 'utf8'));
  const store = createStore({ databaseUrl, pool: 4, name: 'bench', ring });
  const { knex } = store;
  const feed = createProgressFeed({ databaseUrl, warn: (message) => console.error(message) });
  const connection = await Connection.connect({ address: config.temporalAddress });
  try {
    await feed.start();
    const client = new Client({ connection });
    const journey = createJourney({
      apiUrl,
      sandboxUrl: config.sandboxUrl,
      store,
      feed,
      bureauToken: await staffToken(store, 'bureau'),
    });
    const engine = createEngineProbe({ client, address: config.temporalAddress });
    /** A part whose one figure is a rate, under the name of both. */
    const rate = (name: string, work: () => Promise<Measured>, aim?: number) =>
      report.part(name, async () => {
        const measured = await work();
        report.rate(name, measured, aim);
        return measured;
      });

    const walked: Waits[] = [];
    /** Each order is of a unit of its own. */
    async function walk(count: number): Promise<Measured> {
      const buyers = await createBuyers(store, count, people);
      return load({ clients, count }, async (index) => void walked.push(await journey.walk(buyers[index]!)));
    }
    // Every part once before it counts: a program's first requests are its slowest.
    await report.part('orders to warm up with', () => walk(clients));
    walked.length = 0;

    // Taken from both sides of the orders, so that a neighbour's load weighs on both alike.
    const bare = (when: string) =>
      rate(`bare workflow, ${when} the orders`, () => engine.measure({ clients, count: orders }));
    const before = await bare('before');
    const whole = await rate('whole orders, placing to settled', () => walk(orders));
    if (whole) {
      const wait = (name: string, waitsMs: number[]) => {
        const { p50Ms, p99Ms } = percentiles(waitsMs);
        report.figure({ name, value: p50Ms, unit: 'ms', beside: { p99Ms } });
      };
      wait(
        'placing, of whole orders',
        walked.map(({ placingMs }) => placingMs),
      );
      wait(
        'payer pays to order paid',
        walked.map(({ paymentMs }) => paymentMs),
      );
    }
    const after = await bare('after');
    if (before && whole && after) {
      const value = whole.perSecond / ((before.perSecond + after.perSecond) / 2);
      report.figure({ name: 'whole orders to bare workflows', value, unit: 'ratio', aim: { atLeast: 0.1 } });
    }

    await report.part('history of an order', async () => {
      const history = async (count: number) => {
        const [buyer] = await createBuyers(store, 1, count);
        const workflowId = orderWorkflowId((await journey.walk(buyer!)).orderNo);
        await client.workflow.getHandle(workflowId).result();
        const { events, activities, localActivities } = await countHistory(config, workflowId);
        const beside = { activities, localActivities };
        report.figure({
          name: `history of an order of ${count} people`,
          value: events,
          unit: 'events',
          beside,
          aim: { atMost: 60 },
        });
        return activities + localActivities;
      };
      // Two facts that meet in one workflow task save its three events, so only the activities are exactly the same.
      const few = await history(people);
      const more = (await history(50)) - few;
      report.figure({
        name: 'activities that 50 people cost beyond 2',
        value: more,
        unit: 'activities',
        aim: { atMost: 0 },
      });
    });

    const placing = (many: number, count: number, aim: number) =>
      rate(
        `orders placed, ${many} at once`,
        async () => {
          const buyers = await createBuyers(store, count, people);
          return load({ clients: many, count }, async (index) => void (await journey.place(buyers[index]!)));
        },
        aim,
      );
    await placing(1, counts.placedAlone, 20);
    if (atOnce > 1) await placing(atOnce, counts.placed, 40);

    const read = (count: number, path: (index: number) => string, token: (index: number) => string) =>
      load(
        { clients: atOnce, count },
        async (index) => void (await call('GET', apiUrl + path(index), { token: token(index) })),
      );
    await rate(
      `GET of an order, ${atOnce} at once`,
      async () => {
        if (walked.length === 0) throw new Error('there is no whole order to read');
        const of = (index: number) => walked[index % walked.length]!;
        const one = (count: number) =>
          read(
            count,
            (index) => `/orders/${of(index).orderNo}`,
            (index) => of(index).token,
          );
        await one(ofOrders(1.5));
        return one(counts.reads);
      },
      400,
    );
    await rate(
      `list of ${counts.listed} orders, first page, ${atOnce} at once`,
      async () => {
        const [lister] = await createBuyers(store, 1, counts.listed * 2);
        await createSettledOrders(store, lister!);
        const list = (count: number) =>
          read(
            count,
            () => '/orders',
            () => lister!.token,
          );
        await list(orders);
        return list(counts.listReads);
      },
      250,
    );
  } finally {
    await Promise.all([feed.close(), connection.close()]);
    await knex.destroy();
  }
}
