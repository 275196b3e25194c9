import { z } from 'zod';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import { channels } from '../../../domain/payment.ts';
import { basePath } from '../../base-path.ts';
import { findOwnOrder, orderNo, pendingOrder } from './badge-order-view.ts';
import { operation } from '../../operation.ts';
import { time } from '../../schemas.ts';

const payment = z
  .object({ outTradeNo: z.string(), channel: z.enum(channels), codeUrl: z.string(), expiresAt: time, serverNow: time })
  .openapi('Payment');

export const paymentRoutes = [
  operation({
    id: 'openPayment',
    method: 'post',
    path: '/orders/:orderNo/payments',
    tag: 'Orders',
    summary: 'Open a payment: the code to scan and its countdown; an earlier one is closed first (G6.2)',
    roles: ['unit'],
    params: z.object({ orderNo }),
    find: findOwnOrder,
    body: z.strictObject({ channel: z.enum(channels) }),
    effect: 'workflow',
    keyRequired: true,
    answers: { 201: payment, 202: pendingOrder },
    refusals: ['order_not_payable', 'payment_window_ended', 'channel_not_available', 'provider_refused'],
    handle: async ({ deps, body, found, updateId }) => {
      const { orderNo: no, state } = found;
      if (!deps.gateways[body.channel])
        throw new DomainError('channel_not_available', { errors: [fieldError('channel', 'channel_not_available')] });
      if (state !== 'awaiting_payment') throw new DomainError('order_not_payable', { state });
      const told = await deps.engine.openPayment(no, body, updateId);
      if ('pending' in told) return { status: 202, body: { orderNo: no, statusUrl: `${basePath}/orders/${no}` } };
      return { status: 201, body: { ...told.done, serverNow: new Date() } };
    },
  }),
];
