import { Link } from 'wouter';
import { orderNoOfTrade } from '../../domain/payment.ts';

const pages: readonly (readonly [form: RegExp, page: string])[] = [
  [/^[0-9]{14}$/, '/orders/'],
  [/^[0-9]{14}F[0-9A-Z]{1,17}$/, '/invoices/'],
  [/^[0-9]{14}R[0-9]+$|^[0-9A-Za-z_]{6,39}L$/, '/refunds/'],
];

/** The page here of what has the number: an order's, a refund's, an invoice's; a trade's is its order's. */
function pageOf(number: string): string | undefined {
  const page = pages.find(([form]) => form.test(number))?.[1];
  if (page) return page + number;
  const orderNo = orderNoOfTrade(number);
  return orderNo && `/orders/${orderNo}`;
}

/** A number, linked to its page where there is one. */
export function SubjectLink({ subject }: { subject: string }) {
  const page = pageOf(subject);
  return page ? <Link href={page}>{subject}</Link> : <span className="subject">{subject}</span>;
}
