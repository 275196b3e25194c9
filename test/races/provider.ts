import type { Journal } from '../../db/ops/money-check.ts';
import { DomainError, OutcomeUnknown } from '../../domain/errors.ts';
import type { InvoiceProvider, InvoiceReport } from '../../domain/invoice.ts';
import { byChannel, type Channel, type PaymentGateway, type RefundAnswer } from '../../domain/payment.ts';

interface FakeTrade {
  channel: Channel;
  amountFen: number;
  expiresAt: number;
  state: 'waiting' | 'paid' | 'closed';
  scanned: boolean;
  paidAt?: number;
}
interface FakeRefund {
  outTradeNo: string;
  amountFen: number;
  state: 'pending' | 'done';
}
interface FakeInvoice {
  grossFen: number;
  reds: { state: 'pending' | 'done' | 'refused' | 'void'; at: number }[];
}

/** How the world is to one order. */
export interface Mood {
  /** How far its provider's clock is ahead. */
  offsetMs: number;
  overrunMs: number;
  refund: 'success' | 'processing' | 'not_enough';
  buyer: 'confirm' | 'refuse' | 'silent';
  /** How many of the next answers never arrive; what was asked for is done all the same. */
  answersLost: number;
  /** How many of the next refunds are taken and then forgotten. */
  refundsForgotten: number;
}

/** What a request to a provider is about. */
type Numbered = { outTradeNo?: string; invoiceNo?: string };

const orderOf = (no: string) => no.slice(0, 14);
const silenceMs = 72 * 3_600_000;
/** Nobody is told by it: whoever wants to know asks. */
const noNotices = { noticePaths: [], noticeWords: { accepted: '' } };

export type FakeProvider = ReturnType<typeof createFakeProvider>;

/** Both payment providers and the tax platform behind our ports, with a clock of its own for each order and a journal of what really happened. */
export function createFakeProvider() {
  const trades = new Map<string, FakeTrade>();
  const refunds = new Map<string, FakeRefund>();
  const invoices = new Map<string, FakeInvoice>();
  const moods = new Map<string, Mood>();
  const mood = (no: string): Mood => {
    const found = moods.get(orderOf(no)) ?? {
      offsetMs: 0,
      overrunMs: 0,
      refund: 'success',
      buyer: 'confirm',
      answersLost: 0,
      refundsForgotten: 0,
    };
    moods.set(orderOf(no), found);
    return found;
  };
  const now = (no: string) => Date.now() + mood(no).offsetMs;
  const isPayable = (no: string, trade: FakeTrade) =>
    trade.state === 'waiting' && now(no) < trade.expiresAt + mood(no).overrunMs;

  function refundAnswer(no: string, refund: FakeRefund): RefundAnswer {
    if (refund.state === 'pending' && mood(no).refund === 'success') refund.state = 'done';
    return refund.state === 'done' ? { status: 'refunded', amountFen: refund.amountFen } : { status: 'pending' };
  }

  function gateway(channel: Channel): PaymentGateway {
    /** Alipay lets a code run out; WeChat never closes by itself. */
    const find = (no: string): FakeTrade | undefined => {
      const trade = trades.get(no);
      if (trade?.state === 'waiting' && trade.channel === 'alipay' && !isPayable(no, trade)) trade.state = 'closed';
      return trade && (channel === 'wechat' || trade.scanned) ? trade : undefined;
    };
    return {
      ...noNotices,
      open({ outTradeNo, amountFen, expiresAt }) {
        const before = trades.get(outTradeNo);
        if (before && (before.state !== 'waiting' || before.amountFen !== amountFen))
          throw new DomainError('provider_refused');
        if (!before)
          trades.set(outTradeNo, {
            channel,
            amountFen,
            expiresAt: expiresAt.getTime(),
            state: 'waiting',
            scanned: channel === 'wechat',
          });
        return Promise.resolve({ codeUrl: `https://pay.example.com/${outTradeNo}` });
      },
      query({ outTradeNo }) {
        const trade = find(outTradeNo);
        if (!trade) return Promise.resolve({ status: 'not_exist' });
        if (trade.state !== 'paid') return Promise.resolve({ status: trade.state });
        return Promise.resolve({
          status: 'paid',
          amountFen: trade.amountFen,
          paidAt: new Date(trade.paidAt!),
          providerTradeNo: `N${outTradeNo}`,
        });
      },
      close({ outTradeNo }) {
        const trade = find(outTradeNo);
        if (!trade) return Promise.resolve({ status: 'not_exist' });
        if (trade.state === 'paid') return Promise.resolve({ status: 'refused', reason: 'PAID' });
        trade.state = 'closed';
        return Promise.resolve({ status: 'closed' });
      },
      refund({ outTradeNo, refundNo, amountFen }) {
        const [trade, before] = [find(outTradeNo), refunds.get(refundNo)];
        if (before)
          return Promise.resolve(
            before.amountFen === amountFen
              ? refundAnswer(refundNo, before)
              : { status: 'refused', reason: 'OTHER_AMOUNT' },
          );
        const given = [...refunds.values()]
          .filter((refund) => refund.outTradeNo === outTradeNo)
          .reduce((sum, refund) => sum + refund.amountFen, 0);
        if (trade?.state !== 'paid' || given + amountFen > trade.amountFen)
          return Promise.resolve({ status: 'refused', reason: 'TOO_MUCH' });
        if (mood(outTradeNo).refund === 'not_enough')
          return Promise.resolve({ status: 'refused', reason: 'NOT_ENOUGH' });
        if (mood(outTradeNo).refundsForgotten > 0) {
          mood(outTradeNo).refundsForgotten--;
          return Promise.resolve({ status: 'pending' });
        }
        const refund: FakeRefund = { outTradeNo, amountFen, state: 'pending' };
        refunds.set(refundNo, refund);
        return Promise.resolve(refundAnswer(refundNo, refund));
      },
      queryRefund({ refundNo }) {
        const refund = refunds.get(refundNo);
        return Promise.resolve(refund ? refundAnswer(refundNo, refund) : { status: 'not_exist' });
      },
      readNotice: () => Promise.resolve({ kind: 'refused', reason: 'malformed' }),
      bill: () => Promise.resolve(undefined),
    };
  }

  function settleReds(no: string, invoice: FakeInvoice): void {
    const { buyer } = mood(no);
    for (const red of invoice.reds) {
      if (red.state !== 'pending') continue;
      if (now(no) - red.at >= silenceMs) red.state = 'void';
      else if (buyer !== 'silent') red.state = buyer === 'confirm' ? 'done' : 'refused';
    }
  }

  function report(no: string, invoice: FakeInvoice): InvoiceReport {
    settleReds(no, invoice);
    const last = invoice.reds.at(-1);
    const fapiaoNumber = numberOf(no, 1);
    if (last?.state === 'done') return { status: 'reversed', redNumber: numberOf(no, 2), grossFen: invoice.grossFen };
    if (last?.state === 'pending') return { status: 'reversing', awaitsBuyer: true };
    if (last) return { status: last.state === 'void' ? 'reversal_void' : 'reversal_refused', fapiaoNumber };
    return { status: 'issued', fapiaoNumber, grossFen: invoice.grossFen, issuedAt: new Date(now(no)) };
  }

  const paper: InvoiceProvider = {
    ...noNotices,
    issue({ invoiceNo, grossFen }) {
      if (!invoices.has(invoiceNo)) invoices.set(invoiceNo, { grossFen, reds: [] });
      return Promise.resolve({ status: 'accepted' });
    },
    query({ invoiceNo }) {
      const invoice = invoices.get(invoiceNo);
      return Promise.resolve(invoice ? report(invoiceNo, invoice) : { status: 'not_exist' });
    },
    reverse({ invoiceNo }) {
      const invoice = invoices.get(invoiceNo)!;
      settleReds(invoiceNo, invoice);
      const last = invoice.reds.at(-1);
      if (last?.state !== 'pending' && last?.state !== 'done')
        invoice.reds.push({ state: 'pending', at: now(invoiceNo) });
      return Promise.resolve({ status: 'accepted' });
    },
    file: () => Promise.resolve(Buffer.from('%PDF-1.4')),
    readNotice: () => Promise.resolve({ kind: 'refused', reason: 'malformed' }),
  };

  /** A port some of whose answers get lost. */
  function losing<Port extends object>(port: Port): Port {
    const lose = (ask: (request: Numbered) => Promise<unknown>) => async (request: Numbered) => {
      const answer = await ask(request);
      const its = mood(request.outTradeNo ?? request.invoiceNo!);
      if (its.answersLost === 0) return answer;
      its.answersLost--;
      throw new OutcomeUnknown('The answer was lost');
    };
    const parts = Object.entries(port) as [string, unknown][];
    return Object.fromEntries(
      parts.map(([name, part]) => [name, typeof part === 'function' ? lose(part as never) : part]),
    ) as Port;
  }

  return {
    gateways: byChannel((channel) => losing(gateway(channel))),
    paper: losing(paper),
    mood,
    /** The payer scans and pays; false when the code cannot be paid. */
    pay(no: string): boolean {
      const trade = trades.get(no);
      if (!trade || !isPayable(no, trade)) return false;
      Object.assign(trade, { state: 'paid', scanned: true, paidAt: now(no) });
      return true;
    },
    scan(no: string): void {
      const trade = trades.get(no);
      if (trade && isPayable(no, trade)) trade.scanned = true;
    },
    /** Whether any of the order's codes could still be paid. */
    isPayable: (orderNo: string) => [...trades].some(([no, trade]) => orderOf(no) === orderNo && isPayable(no, trade)),
    tradesOf: (orderNo: string) => [...trades.keys()].filter((no) => orderOf(no) === orderNo),
    channelOf: (no: string) => trades.get(no)!.channel,
    journal(orderNo: string): Journal {
      const mine = <T>(rows: Map<string, T>) => [...rows].filter(([no]) => orderOf(no) === orderNo);
      return {
        trades: mine(trades).map(([outTradeNo, { channel, amountFen, state, paidAt }]) => ({
          provider: channel,
          outTradeNo,
          amountFen,
          state,
          paidAt: paidAt === undefined ? null : new Date(paidAt).toISOString(),
        })),
        refunds: mine(refunds)
          .filter(([, { state }]) => state === 'done')
          .map(([outRefundNo, { outTradeNo, amountFen }]) => ({ provider: 'any', outTradeNo, outRefundNo, amountFen })),
        invoices: mine(invoices).flatMap(([id, { grossFen, reds }]) => [
          { id, kind: 'blue', amountFen: grossFen, state: 'done' },
          ...reds.map((red, index) => ({
            id: `${id}R${index + 1}`,
            kind: 'red',
            amountFen: -grossFen,
            state: red.state,
            reverses: id,
          })),
        ]),
      };
    },
    /** What is over need not be looked through any more. */
    forget(orderNo: string): void {
      for (const rows of [trades, refunds, invoices])
        for (const no of rows.keys()) if (orderOf(no) === orderNo) rows.delete(no);
      moods.delete(orderNo);
    },
  };
}

/** The platform's number of an invoice, always the same. */
const numberOf = (no: string, kind: number): string =>
  `31${no.replace('FR', '9').replace('F', '8')}${kind}`.padEnd(20, '0');
