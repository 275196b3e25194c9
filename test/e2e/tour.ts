import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { yuanOfFen } from '../../domain/money.ts';
import { readCommandConfig, requiredOfStack } from '../../stack/command.ts';
import { countHistory } from './history.ts';
import { createVisitor, until, type Json, type Visitor } from './http.ts';
import { createCast, portrait, procurementIntent } from './people.ts';
import { walkFromPreviousEdition, walkWithoutCode } from './tour-visitors.ts';

/*
 * The whole journey over HTTP against the running stack, a line a step: what was done, and what a person sees next.
 * `npm run tour -- seed` types the same numbers for the same seed: once on one database.
 */

const seed = process.argv[2] ?? randomUUID();
const cast = createCast(seed);
const started = Date.now();
let steps = 0;

function step(rule: string, done: string, next: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(5);
  console.log(`${seconds} s  ${String(++steps).padStart(2)}. [${rule}] ${done}\n             → ${next}`);
}

async function main(): Promise<void> {
  const config = readCommandConfig();
  const api = `${config.publicUrl}/api/v1`;
  const staff = async (login: string): Promise<Visitor> => {
    const visitor = createVisitor(api);
    await visitor.logIn({ login, password: config.DEMO_PASSWORD });
    return visitor;
  };
  const unit = createVisitor(api);
  const [delegation, bureau] = await Promise.all([staff('delegation-2'), staff('bureau')]);
  // The import of its last walk needs them: said now rather than then.
  requiredOfStack(config, 'DATABASE_URL', 'KEY_RING');
  console.log(`${config.publicUrl}, data in ${config.dataDir}`);
  const { items: contacts } = await unit.get('/delegations?query=%E5%B9%BF%E5%B7%9E');
  const edition = await unit.get('/edition');
  step(
    'G1.5',
    `${contacts[0].no}. ${contacts[0].nameZh} (${contacts[0].organisationZh}) is in the contact table`,
    `a unit registers with its code DEMO-02; fees ${yuanOfFen(edition.feesFen.professional)} professional, ${yuanOfFen(edition.feesFen.vip)} VIP`,
  );

  const registrationId = await register(unit);
  await approve(delegation, registrationId);
  const people = await addPeople(unit);
  await lock(delegation, unit, people);
  const order = await placeAndPay(config, unit, people);
  await produce(bureau, unit, delegation, order.orderNo);
  await finish(config, unit, order.orderNo, people);
  const scene = { config, api, step, seed };
  await walkWithoutCode(scene, delegation);
  await walkFromPreviousEdition(scene);
  console.log(`Done in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
}

async function register(unit: Visitor): Promise<string> {
  const { uscc, mobile, password, unitInfo, courierAddress } = cast;
  const opened = await unit.expect(201, 'POST', '/registrations', {
    region: 'mainland',
    category: 'enterprise',
    uscc,
    invitationCode: 'DEMO-02',
    mobile,
    password,
    acceptPrivacyTerms: true,
  });
  step(
    'G1',
    `the unit ${uscc} registered with its USCC`,
    'it is logged in and sees the flowchart: unit information comes first',
  );
  await unit.logIn({ account: uscc, password });
  await unit.expect(200, 'PUT', '/registration/unit-info', unitInfo);
  await unit.expect(200, 'PUT', '/registration/procurement-intent', procurementIntent);
  const { addressId } = await unit.expect(201, 'POST', '/addresses', courierAddress);
  await unit.expect(200, 'PUT', '/registration/delivery', { pickup: 'courier', addressId });
  const confirm = await unit.get('/registration');
  step(
    'G3, G4.1',
    `unit information, procurement intent and delivery are filled in (version ${confirm.version})`,
    `the confirm view shows ${confirm.unitInfo.name}; submit or go back to edit`,
  );
  const { state } = await unit.expect(200, 'POST', '/registration/submit', {});
  const changed = await unit.send('PUT', '/registration/procurement-intent', procurementIntent);
  step(
    'G4.2',
    `submitted: ${state}`,
    `changing a form now is refused (${changed.status} ${changed.body.code}); attendees can still be added`,
  );
  return opened.registrationId;
}

async function approve(delegation: Visitor, registrationId: string): Promise<void> {
  const { version } = await delegation.get(`/review/registrations/${registrationId}`);
  const { state } = await delegation.expect(200, 'POST', `/review/registrations/${registrationId}/decision`, {
    decision: 'approve',
    version,
  });
  step('G4.3', `delegation no. 2 reviewed it: ${state}`, 'the unit goes on to its people and their badges');
}

interface People {
  mainland: string;
  hongKong: string;
  overseas: string;
}

async function addPeople(unit: Visitor): Promise<People> {
  const add = async (person: object, colour: string): Promise<string> => {
    const { attendeeId } = await unit.expect(201, 'POST', '/attendees', person);
    const saved = await unit.send('PUT', `/attendees/${attendeeId}/photo`, await portrait(colour), {
      'Content-Type': 'image/jpeg',
    });
    if (saved.status >= 300) throw new Error(`photo: ${saved.status} ${JSON.stringify(saved.body)}`);
    return attendeeId;
  };
  const mainland = await add(cast.mainland, '#24476b');
  const hongKong = await add(cast.hongKong, '#6b2440');
  const overseas = await add(cast.overseas, '#245b3a');
  const { items } = await unit.get('/attendees');
  step(
    'G3.3',
    `three people, one from each list: ${items.map((item: Json) => `${item.name} ${item.documentMasked}`).join(', ')}`,
    `each is "${items[0].state}" and waits for the delegation`,
  );
  return { mainland, hongKong, overseas };
}

async function lock(delegation: Visitor, unit: Visitor, people: People): Promise<void> {
  const items = [
    { attendeeId: people.mainland, badgeType: 'professional' },
    { attendeeId: people.hongKong, badgeType: 'vip' },
    { attendeeId: people.overseas, badgeType: 'vip' },
  ];
  await delegation.expect(202, 'POST', '/review/attendees/lock', { items });
  await until('everybody locked', async () =>
    (await unit.get('/attendees')).items.every((item: Json) => item.state === 'locked'),
  );
  const notice = await until('the SMS sent', async () =>
    (await unit.get('/notifications')).items.find((item: Json) => item.kind === 'payment_due' && item.state === 'sent'),
  );
  step(
    'G5.2',
    'the delegation labelled them (one professional, two VIP) and locked them',
    `the unit got the SMS "${notice.kind}": ${yuanOfFen(notice.params.amountFen)} yuan for ${notice.params.people}`,
  );
}

async function placeAndPay(config: Config, unit: Visitor, people: People): Promise<Json> {
  const attendeeIds = [people.mainland, people.hongKong, people.overseas];
  const quote = await unit.expect(200, 'POST', '/orders/quote', { attendeeIds });
  step(
    'G6.1',
    `confirm page: ${quote.people} people, due ${yuanOfFen(quote.totalFen)}, reduction ${yuanOfFen(quote.reductionFen)}`,
    `to pay: ${yuanOfFen(quote.payableFen)}`,
  );
  const order = await unit.expect(201, 'POST', '/orders', { attendeeIds, pickup: 'courier' });
  const left = Math.round((Date.parse(order.expiresAt) - Date.parse(order.serverNow)) / 1000);
  step(
    'G6.2',
    `order ${order.orderNo} created: ${order.state}`,
    `${Math.floor(left / 60)} min ${left % 60} s left to pay; its run: ${config.temporalUiUrl}/namespaces/${config.TEMPORAL_NAMESPACE}/workflows/order%3A${order.orderNo}`,
  );
  const payment = await unit.expect(201, 'POST', `/orders/${order.orderNo}/payments`, { channel: 'alipay' });
  step('G6.2', `Alipay trade ${payment.outTradeNo} opened`, `the page shows the code ${payment.codeUrl}`);
  await createVisitor(config.sandboxUrl).expect(200, 'POST', '/__sandbox/pay', { codeUrl: payment.codeUrl });
  const paid = await until('the order paid', async () => {
    const now = await unit.get(`/orders/${order.orderNo}`);
    return now.state === 'paid' && now;
  });
  step(
    'G6.3',
    `the payer paid; the notice came, the run asked Alipay: ${paid.state}`,
    `its people are ${paid.lines[0].state}`,
  );
  return paid;
}

async function produce(bureau: Visitor, unit: Visitor, delegation: Visitor, orderNo: string): Promise<void> {
  const linesIn = (state: string) =>
    until(`lines ${state}`, async () => {
      const { lines } = await unit.get(`/orders/${orderNo}`);
      return lines.every((line: Json) => line.state === state) && lines;
    });
  const { lines } = await unit.get(`/orders/${orderNo}`);
  const items = lines.map(({ attendeeId }: Json) => ({ attendeeId, result: 'approve' }));
  await bureau.expect(202, 'POST', '/bureau/person-reviews', { items });
  await linesIn('approved');
  step('G5.1', 'the bureau reviewed the people: approved', 'their badges can be made');
  const attendeeIds = lines.map(({ attendeeId }: Json) => attendeeId);
  const batch = await bureau.expect(201, 'POST', '/bureau/production/batches', { attendeeIds });
  const shipped = await until('the parcel on its way', async () => {
    const { lines: now } = await unit.get(`/orders/${orderNo}`);
    return now.every((line: Json) => ['dispatched', 'ready_for_pickup'].includes(line.state)) && now;
  });
  step(
    'G5.1, G8',
    `batch ${batch.batchId} made the badges`,
    shipped.map((line: Json) => `${line.name} ${line.state}`).join(', '),
  );
  await bureau.expect(202, 'POST', `/bureau/shipments/${orderNo}/news`, { state: 'delivered' });
  const { handedOver } = await delegation.expect(200, 'POST', `/pickups/${orderNo}/handed-over`, {});
  step('G8.1', `the courier delivered; the delegation handed over ${handedOver}`, 'nothing is left to do');
}

async function finish(config: Config, unit: Visitor, orderNo: string, people: People): Promise<void> {
  const settled = await until('the order settled', async () => {
    const now = await unit.get(`/orders/${orderNo}`);
    return now.state === 'settled' && now;
  });
  const { items: events } = await unit.get(`/orders/${orderNo}/events`);
  step(
    'G6',
    `order ${orderNo}: ${settled.state}`,
    `its ${events.length} events: ${events.map((event: Json) => event.kind).join(' · ')}`,
  );
  const { steps: flowchart } = await unit.get('/registration/progress');
  step('G3.4', 'the flowchart', flowchart.map((item: Json) => `${item.step} ${item.state}`).join(' · '));

  const folder = join(config.dataDir, 'tour', orderNo);
  mkdirSync(folder, { recursive: true });
  console.log('\nBadges:');
  for (const [who, attendeeId] of Object.entries(people)) {
    const file = join(folder, `${who}.pdf`);
    writeFileSync(file, await unit.get(`/badges/${attendeeId}`));
    console.log(`  ${file}`);
  }
  const { events: length, activities, localActivities } = await countHistory(config, `order:${orderNo}`);
  console.log(
    `Run order:${orderNo}: ${length} history events, ${activities} activities, ${localActivities} local activities`,
  );
  console.log(`  ${config.temporalUiUrl}/namespaces/${config.TEMPORAL_NAMESPACE}/workflows/order%3A${orderNo}`);
}

await main().catch((error: Error) => {
  console.error(`\nThe tour stopped: ${error.message}`);
  process.exitCode = 1;
});
