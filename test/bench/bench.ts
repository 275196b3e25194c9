import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { createKnex } from '../../db/knex.ts';
import { createPersonalData, parseKeyRing } from '../../db/personal-data.ts';
import { createProgressFeed } from '../../db/progress-feed.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { staffToken } from '../support/fixtures.ts';
import { createEngineProbe } from './engine.ts';
import { historySize } from './history.ts';
import { call, closeConnections } from './http.ts';
import { createJourney, type Waits } from './journey.ts';
import { load, percentiles, type Measured } from './load.ts';
import { createBuyer, createSettledOrders, type Buyer } from './population.ts';
import { createReport } from './report.ts';
import { startStack, type StackProcess } from './stack-process.ts';

/*
 * `npm run bench -- [--orders N] [--clients N]`: how fast the whole stack is here, beside what Temporal alone can do on the
 * same machine at the same concurrency. A missed aim is a figure, not a failure.
 */
const { values } = parseArgs({ options: { orders: { type: 'string', default: '200' }, clients: { type: 'string', default: '10' } } });
const [orders, clients] = [positive('orders'), positive('clients')];
const people = 2;
const listed = 2_000;
const readers = 8;

function positive(name: 'orders' | 'clients'): number {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} must be a whole number from 1 on, not "${values[name]}"`);
  return number;
}

let stack: StackProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // Whatever is being measured fails when its stack goes, which is no news.
    process.on('uncaughtException', () => undefined);
    void Promise.resolve(stack?.stop()).finally(() => process.exit(1));
  });
}
const since = Date.now();
const [load1 = 0] = loadavg();
stack = await startStack();
try {
  await measure(stack);
} finally {
  closeConnections();
  await stack.stop();
}
const took = Math.round((Date.now() - since) / 1000);
// A busy neighbour explains more than any change of ours.
console.log(`\n${orders} orders, ${clients} clients, ${availableParallelism()} cores, load ${load1.toFixed(1)} before; took ${took} s`);

async function measure({ apiUrl, sandboxUrl, temporalAddress, databaseUrl, keyRing }: StackProcess): Promise<void> {
  const knex = createKnex({ databaseUrl, pool: 4, name: 'bench' });
  const store = { knex, personalData: createPersonalData(parseKeyRing(keyRing)) };
  const feed = createProgressFeed({ databaseUrl, warn: (message) => console.error(message) });
  const connection = await Connection.connect({ address: temporalAddress });
  const client = new Client({ connection });
  try {
    await feed.start();
    const journey = createJourney({ apiUrl, sandboxUrl, store, feed, bureauToken: await staffToken(store, 'bureau') });
    const buyersFor = (count: number, each: number) => Promise.all(Array.from({ length: count }, () => createBuyer(store, each)));
    /** Whoever comes first takes the next people of its unit: each client has a unit of its own. */
    const takeFrom = (buyer: Buyer, count = people) => buyer.attendeeIds.splice(0, count);
    const report = createReport();

    // Every part once before it counts: a program's first requests are its slowest.
    const warm = await buyersFor(clients, people * 3);
    const walkAll = async (buyers: Buyer[], count: number) => {
      const waits: Waits[] = [];
      const rate = await load({ clients, count }, async (index) => {
        waits.push(await journey.walk(buyers[index]!, takeFrom(buyers[index]!)));
      });
      return { rate, waits };
    };
    await walkAll(warm, clients);

    const engine = await createEngineProbe({ client, address: temporalAddress });
    const before = await engine.measure({ clients, count: orders });
    const buyers = await buyersFor(clients, people * orders);
    const { rate, waits } = await walkAll(buyers, orders);
    const after = await engine.measure({ clients, count: orders });
    // Taken from both sides of the orders, so that a neighbour's load weighs on both alike.
    const limit = (before.perSecond + after.perSecond) / 2;
    report.line(
      'bare workflow (start, timer, signal, complete)',
      `${limit.toFixed(1)}/s (${before.perSecond.toFixed(0)}, ${after.perSecond.toFixed(0)})`,
    );
    report.rate('whole orders, placing to settled', rate);
    report.atLeast('whole orders to bare workflows', rate.perSecond / limit, 0.1, 2);
    report.wait('  placing', percentiles(waits.map(({ placing }) => placing)));
    report.wait('  payer pays to paid', percentiles(waits.map(({ payment }) => payment)));

    const sizeOf = async (count: number) => {
      const buyer = await createBuyer(store, count);
      const { orderNo } = await journey.walk(buyer, buyer.attendeeIds);
      return historySize(client, orderWorkflowId(orderNo));
    };
    const two = await sizeOf(people);
    const fifty = await sizeOf(50);
    report.check(`history of an order of ${people} people`, two.text, '≤ 60 events', two.events <= 60);
    // Two facts that meet in one workflow task save its three events, so only the activities are exactly the same.
    const same = fifty.activities === two.activities && fifty.local === two.local;
    report.check('history of an order of 50 people', fifty.text, '≤ 60, same activities', fifty.events <= 60 && same);

    for (const [many, count, aim] of [[1, 150, 20], [8, 500, 40]] as const) {
      const placers = await buyersFor(many, people * count);
      report.rate(`orders placed, ${many} ${many === 1 ? 'client' : 'clients'}`, await load({ clients: many, count }, async (index) => {
        await journey.place(placers[index]!, takeFrom(placers[index]!));
      }), aim);
    } // prettier-ignore

    const reads = (count: number, url: (index: number) => string, token: (index: number) => string): Promise<Measured> =>
      load({ clients: readers, count }, async (_client, index) => void (await call('GET', `${apiUrl}${url(index)}`, { token: token(index) })));
    const seen = waits.map(({ orderNo, token }) => ({ orderNo, token }));
    const of = (index: number) => seen[index % seen.length]!;
    const one = (index: number) => `/orders/${of(index).orderNo}`;
    await reads(300, one, (index) => of(index).token);
    report.rate(`GET of an order, ${readers} clients`, await reads(4_000, one, (index) => of(index).token), 400);

    const lister = await createBuyer(store, listed * 2);
    await createSettledOrders(store, lister);
    await reads(200, () => '/orders', () => lister.token); // prettier-ignore
    report.rate(`list of ${listed} orders, first page, ${readers} clients`, await reads(2_500, () => '/orders', () => lister.token), 250); // prettier-ignore
    report.print();
  } finally {
    await Promise.all([feed.close(), connection.close()]);
    await knex.destroy();
  }
}
