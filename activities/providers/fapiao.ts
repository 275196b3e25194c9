import { z } from 'zod';
import type { InvoiceNotice, InvoiceProvider, InvoiceReport } from '../../domain/invoice.ts';
import { AnswerFault, outcomeUnknown } from './outcome.ts';
import type { Checked } from './standing.ts';
import { checkWechat, nobodysNumber } from './wechat-check.ts';
import { wechatNoticeWords, type WechatClient } from './wechat-client.ts';

const text = z.string().min(1);
const number = z.string().regex(/^[0-9]{20}$/);
const blue = z.object({
  fapiao_number: number,
  fapiao_time: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
});
const common = { fapiao_id: text, total_amount: z.int().positive() };

/*
 * Where the public documents are silent we read: ISSUE_FAILED with `fail_reason`; a reversal that waits for the buyer as
 * REVERSE_ACCEPTED with `buyer_confirmation`; one refused or void as ISSUED with `reverse_result`.
 */
const information = z.discriminatedUnion('status', [
  z.object({ status: z.literal('ISSUE_ACCEPTED'), ...common }),
  z.object({ status: z.literal('ISSUE_FAILED'), ...common, fail_reason: z.string().regex(/^[A-Z_]{1,64}$/) }),
  z.object({
    status: z.literal('ISSUED'),
    ...common,
    blue_fapiao: blue,
    reverse_result: z.enum(['BUYER_REFUSED', 'VOID']).optional(),
  }),
  z.object({
    status: z.literal('REVERSE_ACCEPTED'),
    ...common,
    blue_fapiao: blue,
    buyer_confirmation: z.literal('PENDING').optional(),
  }),
  z.object({ status: z.literal('REVERSED'), ...common, red_fapiao: z.object({ fapiao_number: number }) }),
]);
const queryAnswer = z.object({ fapiao_information: z.array(information).length(1) });
const filesAnswer = z.object({
  fapiao_download_info_list: z.array(z.object({ fapiao_id: text, download_url: z.url() })).min(1),
});
const notice = z.object({ mchid: text, fapiao_information: z.array(z.object({ fapiao_id: text })).min(1) });
const nothing = z.literal('');

/** Electronic invoices over WeChat's new-tax-control fapiao protocol. */
export function createFapiao(
  client: WechatClient,
  { taxCode }: { /** The tax classification code of what is sold. */ taxCode: string },
): InvoiceProvider & Checked {
  const base = '/v3/new-tax-control-fapiao/fapiao-applications';

  function read(what: string, found: z.infer<typeof information>): InvoiceReport {
    switch (found.status) {
      case 'ISSUE_ACCEPTED':
        return { status: 'accepted' };
      case 'ISSUE_FAILED':
        return { status: 'refused', reason: found.fail_reason };
      case 'ISSUED': {
        const { fapiao_number: fapiaoNumber, fapiao_time: issuedAt } = found.blue_fapiao;
        if (found.reverse_result)
          return { status: found.reverse_result === 'VOID' ? 'reversal_void' : 'reversal_refused', fapiaoNumber };
        return { status: 'issued', fapiaoNumber, issuedAt, grossFen: found.total_amount };
      }
      case 'REVERSE_ACCEPTED':
        return { status: 'reversing', awaitsBuyer: found.buyer_confirmation === 'PENDING' };
      case 'REVERSED':
        return { status: 'reversed', redNumber: found.red_fapiao.fapiao_number, grossFen: found.total_amount };
      default:
        throw outcomeUnknown(what, new AnswerFault('status'));
    }
  }

  return {
    async issue({ applyId, invoiceNo, channel, title, people, grossFen, taxRateBp }) {
      const body = {
        scene: channel === 'wechat' ? 'WITH_WECHATPAY' : 'WITHOUT_WECHATPAY',
        fapiao_apply_id: applyId,
        buyer_information: {
          type: title.kind === 'company' ? 'ORGANIZATION' : 'INDIVIDUAL',
          name: title.title,
          ...(title.taxNo ? { taxpayer_id: title.taxNo } : {}),
        },
        fapiao_information: [
          {
            fapiao_id: invoiceNo,
            total_amount: grossFen,
            items: [
              {
                tax_code: taxCode,
                goods_name: '参展证件费',
                quantity: people,
                total_amount: grossFen,
                tax_rate: taxRateBp,
                discount: false,
              },
            ],
          },
        ],
      };
      const result = await client.call('fapiao issue', { method: 'POST', path: base, body }, nothing);
      return 'refusal' in result ? { status: 'refused', reason: result.refusal.code } : { status: 'accepted' };
    },

    async query({ applyId, invoiceNo }) {
      const request = { method: 'GET', path: `${base}/${applyId}`, query: { fapiao_id: invoiceNo } } as const;
      const result = await client.call('fapiao query', request, queryAnswer);
      if ('refusal' in result) {
        if (result.refusal.status === 404) return { status: 'not_exist' };
        throw outcomeUnknown('fapiao query', new AnswerFault(result.refusal.code));
      }
      const [found] = result.answer.fapiao_information;
      if (found!.fapiao_id !== invoiceNo) throw outcomeUnknown('fapiao query', new AnswerFault('other_fapiao_id'));
      return read('fapiao query', found!);
    },

    async reverse({ applyId, invoiceNo, fapiaoNumber }) {
      const body = {
        reverse_reason: 'SALES_RETURN',
        fapiao_information: [{ fapiao_id: invoiceNo, fapiao_number: fapiaoNumber }],
      };
      const result = await client.call(
        'fapiao reverse',
        { method: 'POST', path: `${base}/${applyId}/reverse`, body },
        nothing,
      );
      return 'refusal' in result ? { status: 'refused', reason: result.refusal.code } : { status: 'accepted' };
    },

    async file({ applyId, invoiceNo }) {
      const request = {
        method: 'GET',
        path: `${base}/${applyId}/fapiao-files`,
        query: { fapiao_id: invoiceNo },
      } as const;
      const result = await client.call('fapiao files', request, filesAnswer);
      if ('refusal' in result) throw outcomeUnknown('fapiao files', new AnswerFault(result.refusal.code));
      const found = result.answer.fapiao_download_info_list.find((each) => each.fapiao_id === invoiceNo);
      if (!found) throw outcomeUnknown('fapiao files', new AnswerFault('other_fapiao_id'));
      const bytes = await client.download('fapiao download', found.download_url);
      if (bytes.subarray(0, 5).toString() !== '%PDF-')
        throw outcomeUnknown('fapiao download', new AnswerFault('no_pdf'));
      return bytes;
    },

    check: () => checkWechat(client, { path: `${base}/${nobodysNumber()}`, query: {} }),

    noticePaths: ['/wechat/fapiao'],
    noticeWords: wechatNoticeWords,
    async readNotice(raw): Promise<InvoiceNotice> {
      const opened = await client.readCallback(raw);
      if ('refused' in opened) return { kind: 'refused', reason: opened.refused };
      const parsed = notice.safeParse(opened.resource);
      if (!parsed.success || !opened.eventType.startsWith('FAPIAO.')) return { kind: 'refused', reason: 'malformed' };
      if (parsed.data.mchid !== client.settings.mchId) return { kind: 'refused', reason: 'foreign_account' };
      return { kind: 'invoice', noticeId: opened.id, invoiceNo: parsed.data.fapiao_information[0]!.fapiao_id };
    },
  };
}
