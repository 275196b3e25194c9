import type { BadgeRow } from '../../../db/order/badge.ts';
import { writeSheet } from '../../spreadsheet.ts';

/** The list that goes with a batch to the printer's: one row a badge, every cell text, so that long numbers survive. */
export async function writeBatchSheet(badges: readonly BadgeRow[]): Promise<Buffer> {
  const header = ['证件号 Badge no.', '姓名 Name', '单位 Unit', '类型 Type', '证件号码 Document', '订单号 Order'];
  const rows = badges.map((badge) => [
    badge.badgeNo,
    badge.name,
    badge.unitName,
    badge.badgeType,
    badge.documentMasked,
    badge.orderNo,
  ]);
  return writeSheet('xlsx', 'Badges', [header, ...rows], { boldRows: 1 });
}
