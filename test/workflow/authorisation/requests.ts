import { randomUUID } from 'node:crypto';
import { templateRows } from '../../../api/routes/registration/attendee-sheet.ts';
import { writeSheet } from '../../../api/spreadsheet.ts';
import { address, idCard, mainlander, procurementIntent, unitInfo, unitPassword } from '../../support/fixtures.ts';
import type { Side } from './side.ts';
import type { Caller, World } from './world.ts';

/** What an operation is asked with: good enough that only the caller can be wrong with it. */
interface Asked {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  type?: string;
}

/** `of`: the side it is about; `mine`: the caller's own, or the same. */
type Asking = (of: Side, mine: Side, world: World, caller: Caller) => Asked | Promise<Asked>;

const mobile = '13700002222';
const reason = '核验';
const noCode = { requestId: randomUUID(), code: '000000' };
const claimant = { unitName: '真单位', name: '申诉人', mobile };
/** Beyond the people of the world. */
const stranger = mainlander(9_001);
const both = (mine: string, other: string) => [...new Set([mine, other])];
const body = (content: unknown) => () => ({ body: content });

/** Of what these do not say the path alone asks, with the numbers of the side: `params`. */
export const asking: Record<string, Asking> = {
  'get /reference/:name': () => ({ params: { name: 'positions' } }),
  'post /registrations': ({ account, code }) => ({
    body: {
      region: 'mainland',
      uscc: account,
      category: 'enterprise',
      invitationCode: code,
      mobile,
      password: 'Some-Long-Words-88',
      acceptPrivacyTerms: true,
    },
  }),
  'post /registrations/codes': body({ mobile }),
  'post /first-edition/password': ({ account }) => ({ body: { account, password: 'Of-The-First-Edition-1' } }),
  'post /first-edition/codes': ({ account }) => ({ body: { uscc: account } }),
  'post /first-edition/mobile': ({ account }) => ({
    body: { uscc: account, ...noCode, newPassword: 'Some-Long-Words-88' },
  }),
  'post /account/password-reset/codes': ({ account }) => ({ body: { account } }),
  'post /account/password-reset': ({ account }) => ({
    body: { account, ...noCode, newPassword: 'Some-Long-Words-88' },
  }),
  'post /sessions': ({ account }) => ({ body: { account, password: unitPassword } }),
  'get /staff-invitations/:token': (_of, _mine, { invitation }) => ({ params: { token: invitation } }),
  // Refused for itself, so that it stays good for the next caller.
  'post /staff-invitations/:token': (_of, _mine, { invitation }) => ({
    params: { token: invitation },
    body: { password: 'aaaaaaaa' },
  }),
  'get /links/:token': async (_of, _mine, { link }) => ({ params: { token: await link() } }),
  'delete /sessions/:sessionId': async (_of, _mine, _world, { sessionId }) => ({
    params: { sessionId: await sessionId() },
  }),
  'post /account/second-factor': body({}),
  'put /account/second-factor': body({ code: '000000' }),
  'delete /account/second-factor': () => ({ query: 'code=000000' }),
  'post /disputes': ({ account }) => ({ body: { uscc: account, claimant, statement: reason } }),

  'put /registration/unit-info': body(unitInfo),
  'put /registration/procurement-intent': body(procurementIntent),
  'put /registration/delivery': body({ pickup: 'delegation' }),
  'put /registration/delivery | to an address of another': ({ addressId }) => ({
    body: { pickup: 'courier', addressId },
  }),
  'put /registration/invitation-code': body({ invitationCode: 'DEMO-05' }),
  'get /attendees/import-template': () => ({ query: 'list=mainland&format=csv' }),
  'post /attendees/import': async () => ({
    query: 'list=mainland&dryRun=true',
    type: 'text/csv',
    body: await writeSheet('csv', 'x', templateRows('mainland', 'zh')),
  }),
  'post /attendees': body(stranger),
  'post /attendees/batch-delete': ({ deletedTogether }) => ({ body: { ids: [deletedTogether] } }),
  'post /attendees/batch-delete | with people of another': ({ labelled }, mine) => ({
    body: { ids: both(mine.locked, labelled) },
  }),
  'patch /attendees/:attendeeId': body({ position: 'purchasing.manager' }),
  'delete /attendees/:attendeeId': ({ deleted }) => ({ params: { attendeeId: deleted } }),
  'put /attendees/:attendeeId/photo': () => ({ type: 'image/jpeg', body: Buffer.from('no picture') }),
  'post /addresses': body(address),
  'patch /addresses/:addressId': body({ street: '季华六路8号' }),
  'delete /addresses/:addressId': ({ removedAddressId }) => ({ params: { addressId: removedAddressId } }),
  'put /account/password': body({ currentPassword: 'Not-The-Password-1', newPassword: 'Some-Long-Words-88' }),
  'post /account/privacy-terms': body({ accept: true }),
  'post /account/mobile/codes': body({ newMobile: mobile }),
  'put /account/mobile': body({ ...noCode, newMobile: mobile, mobileProof: noCode }),
  'post /account/consents': body({ kind: 'photos' }),
  'delete /account/consents/:kind': () => ({ params: { kind: 'privacy_terms' } }),
  'post /account/withdrawal': body({ password: 'Not-The-Password-1' }),
  'post /events/:eventId/sign-ups': ({ person }) => ({ body: { attendeeIds: [person] } }),
  'post /events/:eventId/sign-ups | with people of another': ({ person }, mine) => ({
    body: { attendeeIds: both(mine.locked, person) },
  }),
  'put /survey': body({ answers: {} }),

  'post /orders/quote': ({ locked }) => ({ body: { attendeeIds: [locked] } }),
  'post /orders/quote | with people of another': ({ locked, labelled }, mine) => ({
    body: { attendeeIds: both(mine.locked, mine.locked === locked ? labelled : locked) },
  }),
  'post /orders': ({ locked }) => ({ body: { attendeeIds: [locked], pickup: 'delegation' } }),
  'post /orders | with people of another': ({ locked }, mine) => ({
    body: { attendeeIds: both(mine.person, locked), pickup: 'delegation' },
  }),
  'post /orders | to an address of another': ({ addressId }, mine) => ({
    body: { attendeeIds: [mine.person], pickup: 'courier', addressId },
  }),
  'post /orders/:orderNo/cancel': ({ awaiting }) => ({ params: { orderNo: awaiting } }),
  'post /orders/:orderNo/payments': ({ awaiting }) => ({ params: { orderNo: awaiting }, body: { channel: 'alipay' } }),
  'post /orders/:orderNo/refunds': ({ returned, failed }) => ({
    params: { orderNo: returned },
    body: { attendeeIds: [failed], reason },
  }),
  'get /orders/:orderNo/refunds': ({ returned }) => ({ params: { orderNo: returned } }),
  'post /invoice-titles': body({ kind: 'personal', title: '欧阳文静' }),
  'delete /invoice-titles/:titleId': ({ removedTitleId }) => ({ params: { titleId: removedTitleId } }),
  'post /orders/:orderNo/invoices': ({ titleId }) => ({ body: { titleId, confirmBeforeReview: true } }),
  'post /orders/:orderNo/invoices | to a title of another': ({ titleId }, mine) => ({
    params: { orderNo: mine.order },
    body: { titleId, confirmBeforeReview: true },
  }),
  'post /orders/:orderNo/invoices/:id/reversal | of another': ({ invoiceId }, mine) => ({
    params: { orderNo: mine.order, id: invoiceId },
  }),

  'post /links': ({ badged }) => ({ body: { kind: 'badge', id: badged } }),
  'post /links | to a photo': ({ person }) => ({ body: { kind: 'photo', id: person } }),
  'post /links | to an invoice': ({ invoiceId }) => ({ body: { kind: 'invoice', id: invoiceId } }),
  'post /links | to a batch': (_of, _mine, { batchId }) => ({ body: { kind: 'batch', id: batchId } }),
  'get /badges/:attendeeId': ({ badged }) => ({ params: { attendeeId: badged } }),
  'get /review/registrations/export': () => ({ query: 'format=csv' }),
  'get /review/attendees/export': () => ({ query: 'format=csv' }),
  'get /review/jobs/:jobId': () => ({ params: { jobId: randomUUID() } }),
  'post /invitation-codes': ({ delegation }) => ({ body: { delegationId: delegation } }),
  'post /pickups/:orderNo/handed-over': ({ badged }) => ({ body: { attendeeIds: [badged] } }),
  'post /review/registrations/:registrationId/decision': body({ decision: 'approve', version: 1 }),
  'post /review/registrations/:registrationId/contact': body({ reason }),
  'post /review/attendees/:attendeeId/document': body({ reason }),
  'post /review/registrations/bulk-decision': ({ registrationId }) => ({
    body: { ids: [registrationId], decision: 'approve' },
  }),
  'post /review/registrations/bulk-decision | among others': ({ registrationId }, mine) => ({
    body: { ids: both(mine.registrationId, registrationId), decision: 'approve' },
  }),
  'post /review/attendees/lock': ({ person }) => ({ body: { items: [{ attendeeId: person, badgeType: 'vip' }] } }),
  'post /review/attendees/lock | among others': ({ labelled }, mine) => ({
    body: { items: both(mine.labelled, labelled).map((attendeeId) => ({ attendeeId, badgeType: 'vip' })) },
  }),
  'post /review/attendees/unlock': ({ locked }) => ({ body: { attendeeIds: [locked] } }),
  'post /review/attendees/unlock | among others': ({ locked }, mine) => ({
    body: { attendeeIds: both(mine.locked, locked) },
  }),

  'post /bureau/events': body({
    titleZh: '对接会',
    titleEn: 'Matchmaking',
    placeZh: '二号馆',
    placeEn: 'Hall 2',
    capacity: 20,
    startsAt: '2030-11-05T01:00:00Z',
    endsAt: '2030-11-05T03:00:00Z',
    signUpClosesAt: '2030-11-01T00:00:00Z',
  }),
  'patch /bureau/events/:eventId': body({ placeEn: 'Hall 3' }),
  'get /bureau/survey/questions/:code/texts': () => ({ params: { code: 'suggestions' } }),
  'get /bureau/survey/export': () => ({ query: 'format=csv' }),
  'post /bureau/shipments/:orderNo/news': body({ state: 'delivered' }),
  'post /bureau/attendees/search': body({ list: 'mainland', documentNumber: idCard(9_001) }),
  'put /bureau/allocation-rules': ({ delegation }) => ({
    body: { province: '广东省', city: '佛山市', delegationId: delegation },
  }),
  'post /bureau/staff': () => ({ body: { login: `auditor-${randomUUID()}`, role: 'auditor', withLink: true } }),
  'post /bureau/staff | an operator': () => ({
    body: { login: `operator-${randomUUID()}`, role: 'operator', withLink: true },
  }),
  'post /bureau/staff/:login/invitation': () => ({ params: { login: 'delegation-9' }, body: { withLink: true } }),
  'post /bureau/staff/:login/invitation | of an operator': () => ({
    params: { login: 'operator-2' },
    body: { withLink: true },
  }),
  'post /bureau/staff/:login/invitation | of themselves': (_of, _mine, _world, { login }) => ({
    params: { login: login ?? 'nobody' },
    body: { withLink: true },
  }),
  'patch /bureau/edition': body({ nameEn: 'The second' }),
  'post /bureau/delegations': body({
    no: 100,
    nameZh: '团',
    nameEn: 'Delegation',
    organisationZh: '局',
    contactsZh: '人',
    phones: '1-2',
    kind: 'region',
  }),
  'patch /bureau/delegations/:no': () => ({ params: { no: '9' }, body: { phones: '0760-1' } }),
  'patch /bureau/staff/:login': () => ({ params: { login: 'delegation-9' }, body: { mobile } }),
  'patch /bureau/staff/:login | of an operator': () => ({ params: { login: 'operator-2' }, body: { mobile } }),
  'patch /bureau/staff/:login | of themselves': (_of, _mine, _world, { login }) => ({
    params: { login: login ?? 'bureau' },
    body: { unitAccount: null },
  }),
  'post /bureau/production/batches': ({ approved }) => ({ body: { attendeeIds: [approved] } }),
  'post /bureau/registrations/:registrationId/mobile': body({ mobile, reason }),
  'post /bureau/mobile-changes/:mobileChangeId/confirm': ({ lapsedChangeId }) => ({
    params: { mobileChangeId: lapsedChangeId },
  }),
  'post /bureau/mobile-changes/:mobileChangeId/dismiss': ({ lapsedChangeId }) => ({
    params: { mobileChangeId: lapsedChangeId },
    body: { reason },
  }),
  'post /bureau/registrations/:registrationId/allocate': ({ delegation }) => ({ body: { delegationId: delegation } }),
  'post /bureau/registrations/:registrationId/release': body({ reason }),
  'post /bureau/person-reviews': ({ reviewed }) => ({ body: { items: [{ attendeeId: reviewed, result: 'approve' }] } }),
  'post /bureau/person-reviews | among others': ({ reviewed }, mine) => ({
    body: { items: both(mine.reviewed, reviewed).map((attendeeId) => ({ attendeeId, result: 'approve' })) },
  }),
  'post /bureau/attendees/:attendeeId/document': body({ documentNumber: idCard(9_002), reason }),
  'post /bureau/attendees/:attendeeId/name': body({ name: '\u{20BB7}田', printedName: '吉田', reason }),
  'post /bureau/attendees/:attendeeId/withdraw': body({ reason }),
  'post /bureau/reductions': ({ registrationId }) => ({ body: { registrationId, amountFen: 100, reason } }),
  'post /bureau/reductions | of an order': ({ awaiting }) => ({ body: { orderNo: awaiting, amountFen: 100, reason } }),
  'post /bureau/disputes/:disputeId/decision': body({ decision: 'uphold', reason }),
  'post /bureau/disputes/:disputeId/decision | against the claim': body({ decision: 'dismiss', reason }),
  'post /ops/reconciliation': body({ day: '2019-05-20' }),
  'post /ops/orders/:orderNo/extend': ({ awaiting }) => ({ params: { orderNo: awaiting }, body: { minutes: 5 } }),
  'post /ops/refunds/:id/settle': body({ reference: '银行流水 8842' }),
};

/** The number in a path, by its name and the operation it is in. */
export function paramOf(path: string, name: string, of: Side, { eventId, batchId, changeId }: World): string {
  const ids: Record<string, string> = {
    registrationId: of.registrationId,
    attendeeId: of.person,
    addressId: of.addressId,
    orderNo: of.order,
    titleId: of.titleId,
    code: of.code,
    disputeId: of.disputeId,
    reductionId: of.reductionId,
    eventId,
    batchId,
    changeId,
    id: path.includes('/invoices/') ? of.invoiceId : of.refundId,
  };
  const id = ids[name];
  if (id === undefined) throw new Error(`${path}: no ${name} to put in`);
  return id;
}
