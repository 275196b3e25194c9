import { randomUUID } from 'node:crypto';
import { createVisitor, until, type Json } from './http.ts';
import { createCast, portrait, procurementIntent } from './people.ts';
import type { Stack } from './stack.ts';

export type Unit = Awaited<ReturnType<typeof createUnit>>;

/** An approved unit over HTTP, with so many locked people whose badges cost 200.00 each, and what it does with orders. */
export async function createUnit(stack: Pick<Stack, 'api' | 'config'>, count: number) {
  const { uscc, mobile, password, unitInfo, courierAddress, colleagues } = createCast(randomUUID());
  const [unit, delegation] = [createVisitor(stack.api), createVisitor(stack.api)];
  await delegation.logIn({ login: 'delegation-2', password: stack.config.DEMO_PASSWORD });
  const opened = await unit.expect(201, 'POST', '/registrations', {
    region: 'mainland',
    category: 'enterprise',
    uscc,
    invitationCode: 'DEMO-02',
    mobile,
    password,
    acceptPrivacyTerms: true,
  });
  unit.holds(opened.token);
  await unit.expect(200, 'PUT', '/registration/unit-info', unitInfo);
  await unit.expect(200, 'PUT', '/registration/procurement-intent', procurementIntent);
  await unit.expect(201, 'POST', '/addresses', courierAddress);
  await unit.expect(200, 'PUT', '/registration/delivery', { pickup: 'delegation' });
  await unit.expect(200, 'POST', '/registration/submit', {});
  const review = `/review/registrations/${opened.registrationId}`;
  const { version } = await delegation.get(review);
  await delegation.expect(200, 'POST', `${review}/decision`, { decision: 'approve', version });

  const photo = await portrait('#24476b');
  const attendeeIds: string[] = [];
  for (const person of colleagues(count)) {
    const { attendeeId } = await unit.expect(201, 'POST', '/attendees', person);
    await unit.send('PUT', `/attendees/${attendeeId}/photo`, photo, { 'Content-Type': 'image/jpeg' });
    attendeeIds.push(attendeeId);
  }
  await delegation.expect(202, 'POST', '/review/attendees/lock', {
    items: attendeeIds.map((attendeeId) => ({ attendeeId, badgeType: 'professional' })),
  });
  await until('everybody locked', async () =>
    (await unit.get('/attendees?limit=200')).items.every((item: Json) => item.state === 'locked'),
  );

  const sandbox = createVisitor(stack.config.sandboxUrl);
  const free = [...attendeeIds];
  const orderOf = (attendeeId: string) => ({ attendeeIds: [attendeeId], pickup: 'delegation' });

  async function stateIs(orderNo: string, state: string, seconds = 90): Promise<Json> {
    return until(
      `order ${orderNo} ${state}`,
      async () => {
        const answer = await unit.send('GET', `/orders/${orderNo}`).catch(() => undefined);
        return answer?.status === 200 && answer.body.state === state && answer.body;
      },
      seconds,
    );
  }

  return {
    ...unit,
    account: uscc,
    password,
    stateIs,
    orderOf,
    /** Somebody who is in no order yet. */
    nextPerson: () => free.shift()!,
    async place(): Promise<Json> {
      return unit.expect(201, 'POST', '/orders', orderOf(free.shift()!));
    },
    /** The code to scan, however long the stack takes to come back. */
    async openPayment(orderNo: string): Promise<Json> {
      const answer = await unit.insist('POST', `/orders/${orderNo}/payments`, { channel: 'alipay' }, randomUUID());
      if (answer.status !== 201)
        throw new Error(`payment of ${orderNo}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    /** The payer scans and pays. */
    pay: ({ codeUrl }: { codeUrl: string }) => sandbox.expect(200, 'POST', '/__sandbox/pay', { codeUrl }),
    events: async (orderNo: string): Promise<Json[]> => (await unit.get(`/orders/${orderNo}/events`)).items,
    /** Kinds of events in their order. */
    story: async (orderNo: string): Promise<string[]> =>
      (await unit.get(`/orders/${orderNo}/events`)).items.map((event: Json) => event.kind),
  };
}
