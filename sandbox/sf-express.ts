import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { Books, ShipmentRow } from './books.ts';
import type { Clock } from './clock.ts';
import { gmt8 } from './clock.ts';
import type { Answer } from './faults.ts';
import { doorOf } from './faults.ts';
import type { Keys } from './keys.ts';
import type { Knobs } from './knobs.ts';
import type { Notifier, Sender } from './notifier.ts';

/** What a courier can report, and SF's operation code for it. */
export const courierStates = ['collected', 'in_transit', 'delivered', 'returned'] as const;
export type CourierState = (typeof courierStates)[number];
const opCodeOf: Record<CourierState, string> = { collected: '50', in_transit: '31', delivered: '80', returned: '648' };

const services = ['EXP_RECE_CREATE_ORDER', 'EXP_RECE_SEARCH_ORDER_RESP'] as const;

/** `base64(md5(urlencode(…)))`, with the form encoding of Java's URLEncoder: a space is `+`. */
function digest(msgData: string, timestamp: string, checkword: string): string {
  const encoded = new URLSearchParams({ '': `${msgData}${timestamp}${checkword}` }).toString().slice(1);
  return createHash('md5').update(encoded).digest('base64');
}

/** How SF pushes a parcel's way: signed like a call, repeated three times, then never again. */
export function sfSender({ partnerId, checkword }: Keys['sf']): Sender {
  return {
    retryMs: [60_000, 300_000, 600_000],
    request({ id, fields }, forged) {
      const msgData = JSON.stringify({ Body: { WaybillRoute: [{ ...fields, id }] } });
      const timestamp = String(Date.now());
      const msgDigest = digest(msgData, timestamp, forged ? 'forged' : checkword);
      const call = {
        partnerID: partnerId,
        requestID: randomUUID(),
        serviceCode: 'RoutePushService',
        timestamp,
        msgDigest,
        msgData,
      };
      return { body: new URLSearchParams(call) };
    },
    accepted(status, body) {
      try {
        return status === 200 && (JSON.parse(body) as { return_code?: unknown } | null)?.return_code === '0000';
      } catch {
        return false;
      }
    },
  };
}

interface Order {
  orderId?: unknown;
  monthlyCard?: unknown;
  contactInfoList?: { contactType?: unknown; contact?: unknown; mobile?: unknown; address?: unknown }[];
}

/** SF's code of what an order lacks. */
function faultOf(order: Order): string | undefined {
  if (!order.orderId || typeof order.orderId !== 'string' || order.orderId.length > 64) return '1001';
  if (!order.monthlyCard) return '8114';
  const receiver = Array.isArray(order.contactInfoList)
    ? order.contactInfoList.find((each) => each?.contactType === 2)
    : undefined;
  if (!receiver?.address) return '1014';
  if (!receiver.contact) return '1015';
  if (!receiver.mobile) return '1016';
  return undefined;
}

const form = (req: Request) => new URLSearchParams(typeof req.body === 'string' ? req.body : '');
const envelope = (code: string, message: string, data = ''): Answer => ({
  status: 200,
  body: JSON.stringify({
    apiErrorMsg: message,
    apiResponseID: randomUUID().replaceAll('-', ''),
    apiResultCode: code,
    apiResultData: data,
  }),
});

const refuse = (errorCode: string, errorMsg: string) =>
  envelope('A1000', '', JSON.stringify({ success: false, errorCode, errorMsg, msgData: null }));
const found = ({ orderId, waybill }: ShipmentRow) => {
  const msgData = { orderId, filterResult: 2, waybillNoInfoList: [{ waybillType: 1, waybillNo: waybill }] };
  return envelope('A1000', '', JSON.stringify({ success: true, errorCode: 'S0000', errorMsg: null, msgData }));
};

interface Deps {
  books: Books;
  clock: Clock;
  keys: Keys['sf'];
  knobs: Knobs;
  notifier: Notifier;
  pushUrl: string | undefined;
}

/** SF's order service. `orderId` is its idempotency key: a repeated order is refused with 8016 and found by searching. */
export function createSfExpress({ books, clock, keys, knobs, notifier, pushUrl }: Deps) {
  function create(order: Order): Answer {
    const fault = faultOf(order);
    if (fault) return refuse(fault, '下单信息不完整');
    const orderId = order.orderId as string;
    if (books.shipments.has(orderId)) return refuse('8016', '重复下单');
    const shipment = { orderId, waybill: `SF${randomInt(1e12, 1e13)}`, state: 'created' };
    books.write({ shipments: shipment });
    return found(shipment);
  }

  function search({ orderId }: Order): Answer {
    const shipment = books.shipments.get(String(orderId));
    return shipment ? found(shipment) : refuse('6150', '找不到该订单');
  }

  function answer(req: Request): Answer {
    const call = form(req);
    const get = (name: string) => call.get(name) ?? '';
    const msgData = get('msgData');
    const signature = digest(msgData, get('timestamp'), keys.checkword);
    // A partner nobody knows has no service to be served by; from memory, as are all codes of the envelope.
    if (get('partnerID') !== keys.partnerId) return envelope('A1004', '无对应服务权限');
    if (get('msgDigest') !== signature) return envelope('A1006', '数字签名无效');
    const service = services.find((each) => each === get('serviceCode'));
    if (!service) return envelope('A1004', '无对应服务权限');
    try {
      const order = JSON.parse(msgData) as Order | null;
      if (typeof order === 'object' && order)
        return service === 'EXP_RECE_CREATE_ORDER' ? create(order) : search(order);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    return refuse('S0001', '非法的JSON格式');
  }

  return {
    handler: doorOf(knobs, {
      provider: 'sf',
      route: (req) => (form(req).get('serviceCode') === 'EXP_RECE_SEARCH_ORDER_RESP' ? 'query' : 'create'),
      rateLimited: () => envelope('A1005', '流量受控'),
      answer,
    }),
    /** The parcel moved: booked, and pushed where the merchant registered an address. */
    move(shipment: ShipmentRow, state: CourierState): ShipmentRow {
      const moved = { ...shipment, state };
      const route = {
        mailno: shipment.waybill,
        orderid: shipment.orderId,
        opCode: opCodeOf[state],
        acceptTime: gmt8(clock.now()),
        remark: state,
      };
      const notice = pushUrl
        ? notifier.draft({ provider: 'sf', kind: 'courier', url: pushUrl, fields: route })
        : undefined;
      books.write({ shipments: moved, ...(notice && { notices: notice }) });
      if (notice) notifier.schedule(notice);
      return moved;
    },
  };
}
