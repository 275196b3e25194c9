import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { CourierNews } from '../../domain/badge.ts';
import type { RawNotice } from '../../domain/payment.ts';
import type { Courier, CourierNoticeReading, Parcel } from '../../domain/shipment.ts';
import { requestIdHeaders, type RequestIdSource } from '../request-id.ts';
import { AnswerFault, outcomeUnknown } from './outcome.ts';
import { Refused, standingBy, type Checked, type RefusalCause } from './standing.ts';

/** Who hands the parcels over to the courier. */
interface Sender {
  contact: string;
  mobile: string;
  province: string;
  city: string;
  county: string;
  address: string;
}

/** Settings of an SF Express partner (丰桥). */
export interface SfExpressSettings {
  endpoint: string;
  partnerId: string;
  checkword: string;
  monthlyCard: string;
  sender?: Sender;
  timeoutMs?: number;
  requestId?: RequestIdSource | undefined;
}

const bureau: Sender = {
  contact: '证件中心',
  mobile: '02167008888',
  province: '上海市',
  city: '上海市',
  county: '青浦区',
  address: '崧泽大道333号',
};

/** `expressTypeId` of the standard service; `payMethod` of the sender. */
const standardExpress = 2;
const paidBySender = 1;

/** What SF reports of a parcel, by its operation code; every other code is a step of the way. */
const newsOf: Readonly<Record<string, CourierNews>> = {
  50: 'collected',
  54: 'collected',
  80: 'delivered',
  8000: 'delivered',
  99: 'returned',
  631: 'returned',
  648: 'returned',
};

/** SF's codes of an envelope that says it does not take us; the rest of them are its own troubles. */
const causes: Readonly<Record<string, RefusalCause>> = {
  A1002: 'clock',
  A1003: 'place',
  A1004: 'account',
  A1006: 'key',
};

const waybillNo = z.string().regex(/^\w{6,32}$/);
const envelope = z.object({ apiResultCode: z.string(), apiResultData: z.string().nullish() });
const orderResult = z.object({ success: z.boolean(), errorCode: z.string().nullish(), msgData: z.unknown() });
const orderData = z.object({
  orderId: z.string(),
  filterResult: z.coerce.number().optional(),
  waybillNoInfoList: z.array(z.object({ waybillType: z.coerce.number(), waybillNo })),
});

const routes = z.object({
  Body: z.object({
    WaybillRoute: z
      .array(
        z.object({
          id: z.coerce.string().min(1),
          mailno: waybillNo,
          orderid: z.string().regex(/^\w{1,64}$/),
          opCode: z.coerce.string().regex(/^\d+$/),
        }),
      )
      .min(1),
  }),
});

/** `base64(md5(urlencode(…)))`, with the form encoding of Java's URLEncoder: a space is `+`. */
function digest(msgData: string, timestamp: string, checkword: string): string {
  const encoded = new URLSearchParams({ '': msgData + timestamp + checkword }).toString().slice(1);
  return createHash('md5').update(encoded).digest('base64');
}

const contact = (type: number, address: Sender) => ({
  contactType: type,
  country: 'CN',
  tel: address.mobile,
  ...address,
});

/** SF Express (`std/service`). A repeated `orderId` is refused with 8016 and then looked up, so creating again is safe. */
export function createSfExpress(settings: SfExpressSettings): Courier & Checked {
  const { endpoint, partnerId, checkword, monthlyCard, sender = bureau, timeoutMs = 5000, requestId } = settings;

  async function call(serviceCode: string, content: object) {
    const msgData = JSON.stringify(content);
    const timestamp = String(Date.now());
    const msgDigest = digest(msgData, timestamp, checkword);
    const answer = await fetch(new URL('/std/service', endpoint), {
      method: 'POST',
      body: new URLSearchParams({
        partnerID: partnerId,
        requestID: randomUUID(),
        serviceCode,
        timestamp,
        msgDigest,
        msgData,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      headers: requestIdHeaders(requestId),
    });
    const text = await answer.text();
    if (!answer.ok) throw new AnswerFault(`HTTP_${answer.status}`);
    const { apiResultCode, apiResultData } = envelope.parse(JSON.parse(text));
    if (apiResultCode !== 'A1000') throw new AnswerFault(apiResultCode);
    return orderResult.parse(JSON.parse(apiResultData ?? ''));
  }

  async function order({ shipmentNo, recipient, mobile, province, city, county, street, pieces }: Parcel) {
    const created = await call('EXP_RECE_CREATE_ORDER', {
      language: 'zh-CN',
      orderId: shipmentNo,
      monthlyCard,
      payMethod: paidBySender,
      expressTypeId: standardExpress,
      isGenWaybillNo: 1,
      cargoDetails: [{ name: '证件', count: pieces, unit: '件' }],
      contactInfoList: [
        contact(1, sender),
        contact(2, { contact: recipient, mobile, province, city, county, address: street }),
      ],
    });
    const ordered =
      created.errorCode === '8016'
        ? await call('EXP_RECE_SEARCH_ORDER_RESP', { orderId: shipmentNo, searchType: '1' })
        : created;
    if (!ordered.success) {
      // The S codes are the platform's own troubles: the order may stand all the same.
      if (/^\d{4,5}$/.test(ordered.errorCode ?? ''))
        return { status: 'refused', reason: `sf ${ordered.errorCode}` } as const;
      throw new AnswerFault(ordered.errorCode);
    }
    const placed = orderData.parse(ordered.msgData);
    if (placed.orderId !== shipmentNo) throw new AnswerFault('other_orderId');
    // 3: outside the area SF delivers to.
    if (placed.filterResult === 3) return { status: 'refused', reason: 'sf not_deliverable' } as const;
    const waybill = placed.waybillNoInfoList.find(({ waybillType }) => waybillType === 1)?.waybillNo;
    if (!waybill) throw new AnswerFault('no_waybill');
    return { status: 'created', waybill } as const;
  }

  function isGenuine(form: URLSearchParams): boolean {
    const expected = Buffer.from(digest(form.get('msgData') ?? '', form.get('timestamp') ?? '', checkword));
    const given = Buffer.from(form.get('msgDigest') ?? '');
    return form.get('partnerID') === partnerId && given.length === expected.length && timingSafeEqual(given, expected);
  }

  return {
    async create(parcel) {
      try {
        return await order(parcel);
      } catch (error) {
        throw outcomeUnknown('sf create', error);
      }
    },

    /** Asks for an order that nobody made. */
    check: () =>
      standingBy(async () => {
        try {
          await call('EXP_RECE_SEARCH_ORDER_RESP', { orderId: `nobody${randomUUID()}`, searchType: '1' });
        } catch (error) {
          const code = error instanceof AnswerFault ? error.code : '';
          throw causes[code] ? new Refused(causes[code], code) : error;
        }
        return 'SF_MONTHLY_CARD, which only an order shows';
      }),

    noticePaths: ['/sf'],
    noticeWords: { accepted: { return_code: '0000' } },
    readNotice({ body }: RawNotice): CourierNoticeReading {
      const form = new URLSearchParams(body);
      if (!isGenuine(form)) return { kind: 'refused', reason: 'signature' };
      try {
        const steps = routes.parse(JSON.parse(form.get('msgData') ?? '')).Body.WaybillRoute;
        // A push may hold several steps of one parcel: the last one is where it stands.
        const last = steps.at(-1);
        if (!last || steps.some(({ orderid }) => orderid !== last.orderid))
          return { kind: 'refused', reason: 'malformed' };
        return {
          kind: 'news',
          noticeId: last.id,
          shipmentNo: last.orderid,
          waybill: last.mailno,
          news: newsOf[last.opCode] ?? 'in_transit',
        };
      } catch {
        return { kind: 'refused', reason: 'malformed' };
      }
    },
  };
}
