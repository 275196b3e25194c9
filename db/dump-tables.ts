import { toCamelCase, toSnakeCase } from './column-name.ts';
import { rowsOf } from './knex.ts';
import type { Db } from './query.ts';

interface Column {
  table: string;
  name: string;
  type: string;
  isRequired: boolean;
  isIdentity: boolean;
  hasDefault: boolean;
  check: string | null;
}

const columns = `
  SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull AS "isRequired",
    a.attidentity <> '' AS "isIdentity", d.adbin IS NOT NULL AS "hasDefault",
    (SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
       AND pg_get_constraintdef(k.oid) ~ '= (ANY \\(ARRAY\\[|''[^'']*''::text\\)\\)$)' LIMIT 1) AS check
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT LIKE 'knex_%' ORDER BY c.relname, a.attnum`;

const scalars: Record<string, string> = {
  boolean: 'boolean',
  integer: 'number',
  smallint: 'number',
  bigint: 'number',
  text: 'string',
  uuid: 'string',
  date: 'string',
  'timestamp with time zone': 'Date',
  jsonb: 'Json',
};

/** The domain's own type of a column: what the database allows in it must be the same, or `tables.ts` does not compile. */
const lists: Record<string, readonly string[]> = {
  'attendee.AttendeeList': ['attendees.list'],
  'attendee.AttendeeState': ['attendees.state'],
  'attendee.BadgeType': ['attendees.badge_type', 'badges.badge_type', 'order_lines.badge_type'],
  'attendee.PickupWay': ['attendees.pickup', 'badge_orders.pickup', 'order_lines.pickup', 'registrations.pickup'],
  'badge-order.ClosedReason': ['badge_orders.closed_reason'],
  'badge-order.OrderState': ['badge_orders.state'],
  'badge.LineState': ['order_lines.state'],
  'erasure.ErasureCause': ['erasures.cause'],
  'consent.ConsentKind': ['consents.kind'],
  'event.EventKind': ['events.kind'],
  'identity.PermitRegion': ['attendees.region'],
  'invoice.InvoiceState': ['invoices.state'],
  'invoice.ReversalCause': ['invoices.reversal_cause'],
  'invoice-title.TitleKind': ['invoice_titles.kind', 'invoices.title_kind'],
  'ledger.Account': ['ledger_entries.account'],
  'mobile-change.MobileChangeState': ['mobile_changes.state'],
  'notification.NotificationKind': ['notifications.kind'],
  'payment.Channel': ['bills.channel', 'payments.channel'],
  'payment.PaymentState': ['payments.state'],
  'person-review.PersonReviewResult': ['person_reviews.result'],
  'refund.RefundPolicy': ['badge_orders.refund_policy', 'editions.refund_policy'],
  'refund.RefundState': ['refunds.state'],
  'registration.MobileProof': ['editions.mobile_proof'],
  'registration.Decision': ['reviews.decision'],
  'registration.Region': ['previous_edition_accounts.region', 'units.region'],
  'registration.RegistrationState': ['registrations.state'],
  'registration.UnitCategory': ['previous_edition_accounts.category', 'units.category'],
  'shipment.ShipmentState': ['shipments.state'],
  'attendee-field.Sex': ['attendees.sex'],
  'staff-request.StaffRole': ['staff.role'],
  'staff-request.RefusedFault': ['refused_messages.fault'],
};

/** What is inside columns whose type does not say it, and what imports that needs. */
const contents: Record<string, string> = {
  'attendees.confirmed_warnings': 'WarningCode',
  'audit_entries.action': 'AuditAction',
  'differences.kind': 'DifferenceKind',
  'differences.channel': 'Channel',
  'refused_messages.kind': 'RefusedKind',
  'registrations.escalation': '0 | 1 | 2',
  'reviews.refusal': 'ErrorCode',
  'withdrawals.refusal': 'ErrorCode',
  'audit_entries.detail': 'Record<string, unknown>',
  'erasures.removed': 'Record<string, number>',
  'edition_changes.change': 'EditionPatch',
  'edition_changes.changes': 'EditionChange[]',
  'editions.sms_templates': 'SmsTemplates',
  'events.detail': 'Record<string, unknown>',
  'notifications.params': 'Record<string, unknown>',
  'resumptions.knew': 'RunKnowledge',
  'registrations.procurement_intent': 'ProcurementIntentDraft',
  'registrations.unit_info': "Omit<UnitInfoDraft, 'contact'>",
  'staff_requests.payload': 'object',
  'survey_questions.options': '{ code: string; zh: string; en: string }[]',
};
const contentTypes = [
  'attendee-warning.WarningCode',
  'audit.AuditAction',
  'edition.EditionChange',
  'edition.EditionPatch',
  'error-code.ErrorCode',
  'notification.SmsTemplates',
  'reconciliation.DifferenceKind',
  'resumption.RunKnowledge',
  'staff-request.RefusedKind',
  'unit-info.ProcurementIntentDraft',
  'unit-info.UnitInfoDraft',
];

/** Bytes that seal nothing: hashes, by which something is found or compared. */
const isHash = (name: string) =>
  /(^|_)(index|hash)$/.test(name) || ['fingerprint', 'sha256', 'wrapped_key'].includes(name);

const literalsOf = (check: string) =>
  [...check.matchAll(/'((?:[^']|'')*)'::text|(?<=[[, ])(-?\d+)(?=[\],])/g)].map(([, text, number]) =>
    text === undefined ? number : `'${text}'`,
  );

function typeOf({ table, name, type, check }: Column): string {
  if (toSnakeCase(toCamelCase(name)) !== name)
    throw new Error(`${table}.${name}: its name does not come back from camelCase`);
  const column = `${table}.${name}`;
  if (check) {
    const literals = literalsOf(check).join(' | ');
    const domain = Object.keys(lists)
      .find((key) => lists[key]!.includes(column))
      ?.split('.')[1];
    return domain ? `Same<${domain}, ${literals}>` : literals;
  }
  if (type === 'bytea') return isHash(name) ? 'Buffer' : 'Sealed';
  const [scalar, array] = type.endsWith('[]') ? [type.slice(0, -2), '[]'] : [type, ''];
  const known = contents[column] ?? scalars[scalar!];
  if (!known) throw new Error(`${column}: no TypeScript type for ${type}`);
  return known + array;
}

/** `db/tables.ts`: each table's row as the programs see it. */
export async function dumpTables(knex: Db): Promise<string> {
  const rows = await rowsOf<Column>(knex, columns);
  // Each is written as `file.Name`.
  const imports = [...Object.keys(lists), ...contentTypes].map((key) => key.split('.') as [string, string]);
  const files = [...new Set(imports.map(([file]) => file))].toSorted();
  const lines = ['// Written by `npm run schema:dump`, beside schema.sql.', ''];
  for (const file of files) {
    const types = imports.filter(([of]) => of === file).map(([, type]) => type);
    lines.push(`import type { ${types.toSorted().join(', ')} } from '../domain/${file}.ts';`);
  }
  lines.push("import type { Json, Same, Sealed, Table } from './table.ts';", '', 'export interface Tables {');
  const names = (of: Column[]) => of.map(({ name }) => `'${toCamelCase(name)}'`).join(' | ') || 'never';
  for (const table of new Set(rows.map((row) => row.table))) {
    const own = rows.filter((row) => row.table === table);
    lines.push(`  ${table}: Table<`, '    {');
    for (const column of own)
      lines.push(`      ${toCamelCase(column.name)}: ${typeOf(column)}${column.isRequired ? '' : ' | null'};`);
    lines.push(
      '    },',
      `    ${names(own.filter((row) => row.hasDefault))},`,
      `    ${names(own.filter((row) => row.isIdentity))}`,
      '  >;',
    );
  }
  lines.push('}', '', '/** The sealed columns. */', 'export interface SealedColumns {');
  for (const table of new Set(rows.map((row) => row.table))) {
    const sealed = rows.filter((row) => row.table === table && typeOf(row) === 'Sealed');
    if (sealed.length > 0) lines.push(`  ${table}: ${names(sealed)};`);
  }
  return [...lines, '}', ''].join('\n');
}
