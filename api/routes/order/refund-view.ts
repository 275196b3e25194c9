import { z } from 'zod';
import { refundTransitions } from '../../../domain/refund.ts';
import { statesOf } from '../../../domain/state-machine.ts';
import type { RefundView } from '../../../db/order/refund-view.ts';
import { fen, time, uuid } from '../../schemas.ts';

export const refundId = z.string().regex(/^[0-9A-Za-z_]{6,40}$/);

/** A refund (G7.2); `refusal` is the provider's word for why a human is needed. */
export const refundView = z
  .object({
    refundId,
    orderNo: z.string().nullable(),
    outTradeNo: z.string(),
    kind: z.enum(['lines', 'suspense']).openapi({ description: 'suspense: money the order did not want, given back' }),
    state: z.enum(statesOf(refundTransitions)),
    amountFen: fen.openapi({ description: 'What goes back' }),
    attendeeIds: z.array(uuid),
    requestedBy: z.enum(['unit', 'system']),
    byHand: z.boolean(),
    refusal: z.string().nullable(),
    createdAt: time,
    stateAt: time,
  })
  .openapi('Refund');

export function viewOfRefund(row: RefundView): z.input<typeof refundView> {
  return {
    refundId: row.refundNo,
    orderNo: row.orderNo,
    outTradeNo: row.outTradeNo,
    kind: row.kind,
    state: row.state,
    amountFen: row.amountFen,
    attendeeIds: row.attendeeIds,
    requestedBy: row.requestedBy,
    byHand: row.byHand,
    refusal: row.refusal,
    createdAt: row.createdAt,
    stateAt: row.stateAt,
  };
}
