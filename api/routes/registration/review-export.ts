import type { Response } from 'express';
import { z } from 'zod';
import { maskDocument, maskEmail, maskMobile } from '../../../domain/identity.ts';
import { shownState, shownStates, statesShownAs } from '../../../domain/registration.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import type { ReadAction } from '../../../domain/audit.ts';
import { createDelegations, type Scope } from '../../../db/delegation.ts';
import { createEditions } from '../../../db/edition.ts';
import { cursorOf, type KeysetPage } from '../../../db/keyset.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createStaff } from '../../../db/staff.ts';
import { attendeeState } from './attendee-form.ts';
import { listedEdition } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import type { NoteRead } from '../../read-record.ts';
import { csv, sheetFormats, sheetTypes, watermark, writeSheet, xlsx, type SheetFormat } from '../../spreadsheet.ts';

const tag = 'Review';
const roles = ['delegation', 'bureau'] as const;
const format = z.enum(sheetFormats).default('xlsx');
/** Rows one export may hold. */
const mostRows = 50_000;

/** Every page of a list, one after the other. */
async function everything<T extends { keyset: string }>(read: (page: KeysetPage) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let after: KeysetPage['after']; all.length < mostRows;) {
    const rows = await read({ rows: 500, after });
    all.push(...rows);
    if (rows.length < 500) break;
    after = cursorOf(rows.at(-1)!);
  }
  return all;
}

interface Export {
  store: Store;
  session: { staffId: string };
  action: ReadAction;
  format: SheetFormat;
  state: string | undefined;
  edition: string;
  header: string[];
  rows: string[][];
  noteRead: NoteRead;
}

/** On record before the first byte leaves; the copy says whose it is. */
async function send(
  { store, session, action, format: as, state, edition: of, header, rows, noteRead }: Export,
  res: Response,
): Promise<void> {
  const login = await createStaff(store).loginOf(session.staffId);
  await noteRead({ detail: { rows: rows.length, format: as, state: state ?? 'all', edition: of } });
  const now = new Date();
  res
    .type(sheetTypes[as])
    .set('Content-Disposition', `attachment; filename="${action}-${login}-${now.toISOString().slice(0, 10)}.${as}"`)
    .send(await writeSheet(as, 'Export', [watermark(login, now, rows.length), header, ...rows]));
}

const scopeOf = (
  store: Store,
  session: Parameters<ReturnType<typeof createDelegations>['scopeOf']>[0],
): Promise<Scope> => createDelegations(store).scopeOf(session);
const day = (at: Date | null) => at?.toISOString() ?? '';

export const reviewExportRoutes = [
  operation({
    id: 'exportRegistrations',
    method: 'get',
    path: '/review/registrations/export',
    tag,
    summary: 'The registrations of the own delegation as a table; contacts masked, on record, marked with who took it',
    roles,
    query: z.strictObject({ state: z.enum(shownStates).optional(), edition: listedEdition, format }),
    reads: 'registrations_exported',
    answers: { 200: [xlsx, csv] },
    stream: async ({ store, session, query, noteRead }, res) => {
      const scope = await scopeOf(store, session);
      const of = await createEditions(store).listed(query.edition);
      const registrations = createRegistrations(store);
      const found = await everything((page) =>
        registrations.list({ edition: of, scope, states: query.state && statesShownAs(query.state) }, page),
      );
      const rows: string[][] = [];
      for (const { registrationId, attendees } of found) {
        const { unitInfo, ...r } = (await registrations.find(registrationId))!;
        const { contact } = unitInfo ?? {};
        rows.push([
          r.unitName ?? '',
          r.account,
          r.category,
          r.region,
          r.delegation?.nameZh ?? '',
          shownState(r.state).state,
          day(r.submittedAt),
          day(r.decidedAt),
          String(unitInfo?.registeredCapital ?? ''),
          String(unitInfo?.turnover ?? ''),
          String(unitInfo?.importValue ?? ''),
          contact?.name ?? '',
          contact?.mobile ? maskMobile(contact.mobile) : '',
          contact?.email ? maskEmail(contact.email) : '',
          String(attendees),
        ]);
      }
      const header = [
        '单位 Unit',
        '账户 Account',
        '类别 Category',
        '地区 Region',
        '交易团 Delegation',
        '状态 State',
        '提交 Submitted',
        '审核 Decided',
        '注册资本（万元）',
        '营业额（万美元）',
        '进口额（万美元）',
        '联系人 Contact',
        '手机 Mobile',
        '邮箱 E-mail',
        '人数 People',
      ];
      await send(
        {
          store,
          session,
          action: 'registrations_exported',
          format: query.format,
          state: query.state,
          edition: of,
          header,
          rows,
          noteRead,
        },
        res,
      );
    },
  }),
  operation({
    id: 'exportAttendees',
    method: 'get',
    path: '/review/attendees/export',
    tag,
    summary: 'The people of the own units as a table; documents masked, on record, marked with who took it',
    roles,
    query: z.strictObject({ state: attendeeState.optional(), edition: listedEdition, format }),
    reads: 'attendees_exported',
    answers: { 200: [xlsx, csv] },
    stream: async ({ store, session, query, noteRead }, res) => {
      const scope = await scopeOf(store, session);
      const of = await createEditions(store).listed(query.edition);
      const found = await everything((page) =>
        createAttendees(store).list({ of: { edition: of }, scope, states: query.state && [query.state] }, page),
      );
      const rows = found.map((a) => [
        a.name,
        maskDocument(a.documentNumber),
        a.unitName ?? '',
        a.badgeType ?? '',
        a.state,
      ]);
      const header = ['姓名 Name', '证件号码 Document', '单位 Unit', '人员类型 Badge type', '状态 State'];
      await send(
        {
          store,
          session,
          action: 'attendees_exported',
          format: query.format,
          state: query.state,
          edition: of,
          header,
          rows,
          noteRead,
        },
        res,
      );
    },
  }),
];
