import { courierNews, type CourierNews } from './badge.ts';
import type { NoticeWords, RawNotice } from './payment.ts';

/** Where a parcel is: asked for, known to the courier, and then as its news have it. */
export const shipmentStates = ['creating', 'created', ...courierNews] as const;
export type ShipmentState = (typeof shipmentStates)[number];

/** The courier's idempotency key. It cannot be reused after a cancel, hence the attempt. */
export function shipmentOrderId(orderNo: string, attempt: number): string {
  return `${orderNo}S${attempt}`;
}
export function orderNoOfShipment(shipmentNo: string): string | undefined {
  return /^([0-9]{14})S[0-9]+$/.exec(shipmentNo)?.[1];
}

export interface Parcel {
  shipmentNo: string;
  recipient: string;
  mobile: string;
  province: string;
  city: string;
  county: string;
  street: string;
  /** Badges in the parcel. */
  pieces: number;
}

type ShipmentAnswer = { status: 'created'; waybill: string } | { status: 'refused'; reason: string };

export type CourierNoticeReading =
  | { kind: 'news'; noticeId: string; shipmentNo: string; waybill: string; news: CourierNews }
  | { kind: 'refused'; reason: 'signature' | 'malformed' };

/** A courier. `create` throws `OutcomeUnknown` when no understood answer came; repeating it with the same `orderId` is safe. */
export interface Courier {
  create(parcel: Parcel): Promise<ShipmentAnswer>;
  noticePaths: readonly string[];
  noticeWords: NoticeWords;
  readNotice(raw: RawNotice): CourierNoticeReading;
}
