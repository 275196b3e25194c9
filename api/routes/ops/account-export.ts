import type { Response } from 'express';
import { DomainError } from '../../../domain/errors.ts';
import { allFields } from '../../../domain/attendee-field.ts';
import { textOf, textParams } from '../../../domain/notification.ts';
import { createAccountExports } from '../../../db/ops/account-export.ts';
import { createBadgeOrderViews } from '../../../db/order/badge-order-view.ts';
import { createBadges } from '../../../db/order/badge.ts';
import { createInvoiceTitles } from '../../../db/order/invoice-title.ts';
import { createInvoices } from '../../../db/order/invoice.ts';
import { createShipments } from '../../../db/order/shipment.ts';
import { cursorOf, type Keyed, type KeysetPage } from '../../../db/keyset.ts';
import { createNotifications } from '../../../db/notification.ts';
import { Unreadable } from '../../../db/personal-data.ts';
import { createAddresses } from '../../../db/registration/address.ts';
import { createAttendeePhotos } from '../../../db/registration/attendee-photo.ts';
import { createAttendees, type Attendee } from '../../../db/registration/attendee.ts';
import { createConsents } from '../../../db/registration/consent.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createSubmissions } from '../../../db/registration/submission.ts';
import { createSurveys } from '../../../db/registration/survey.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { createSessions } from '../../../db/session.ts';
import type { BadgeFace } from '../../badge-pdf.ts';
import { bearerToken } from '../../auth.ts';
import type { Deps } from '../../deps.ts';
import { countExport } from '../../limit.ts';
import { operation } from '../../operation.ts';
import { readStoredPhoto } from '../../photo-storage.ts';
import { createSemaphore } from '../../semaphore.ts';
import { sheetFormats, writeSheet } from '../../spreadsheet.ts';
import { createZipStream, ReaderGone } from '../../zip-stream.ts';
import { facesOf } from '../order/production.ts';
import { readmeOf } from './account-export-readme.ts';

const zip = 'application/zip';
/** One copy is made at a time; a reader that takes none of it for half a minute holds nobody up. */
const exporting = createSemaphore({ atOnce: 1, maxWaiting: 8 });
const limits = { stalledMs: 30_000, deadlineMs: 15 * 60_000 };
/** A stolen token is not enough for everybody's document numbers: the password was given so lately. */
const freshMinutes = 30;
/** Pages of one PDF: alone a page takes five times as long. */
const badgesInFile = 50;

interface Unit {
  unitId: string;
  registrationId: string;
}
type Add = (name: string, content: Uint8Array | string) => Promise<void>;

const json = (value: unknown): string => JSON.stringify(value, null, 1);

/** Every page of a list, one after the other. */
async function everything<T>(read: (page: KeysetPage) => Promise<Keyed<T>[]>): Promise<Omit<Keyed<T>, 'keyset'>[]> {
  const all: Omit<Keyed<T>, 'keyset'>[] = [];
  for (let after: KeysetPage['after']; ;) {
    const rows = await read({ rows: 200, after });
    all.push(...rows.map(({ keyset: _keyset, ...row }) => row));
    if (rows.length < 200) return all;
    after = cursorOf(rows.at(-1)!);
  }
}

/** What is there, or that it cannot be read: one lost file keeps nobody from the rest. */
async function readable<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

const columns = [
  'attendeeId',
  'list',
  'state',
  'badgeType',
  ...allFields,
  'printedName',
  'orderNo',
  'createdAt',
  'photo',
] as const;
const cellOf = (person: Attendee & { photo: string }, column: (typeof columns)[number]): string => {
  const value = person[column];
  return value instanceof Date ? value.toISOString() : (value ?? '');
};

/** Everything that is stored of the unit, file after file; no more than one of them is held at a time. */
async function writeAll(deps: Deps, { unitId, registrationId }: Unit, add: Add): Promise<void> {
  const { store, printer } = deps;
  const exports = createAccountExports(store);
  const missing: string[] = [];
  const addFile = async (name: string, read: () => Promise<Uint8Array | undefined>) => {
    const bytes = await readable(read);
    if (bytes) await add(name, bytes);
    else missing.push(name);
  };

  const { invitationCode, ...registration } = (await createRegistrations(store).find(registrationId))!;
  const account = await createUnits(store).profile(unitId);
  const reviews = await exports.reviews(registrationId);
  const submissions = await createSubmissions(store).of(registrationId);
  await add(
    'registration.json',
    json({ account, registration: { ...registration, invitationCode }, submissions, reviews }),
  );

  const people = await createAttendees(store).ofRegistration(registrationId);
  const photoOf = ({ attendeeId, hasPhoto }: Attendee) => (hasPhoto ? `photos/${attendeeId}.jpg` : '');
  const rows = people.map((person) => columns.map((column) => cellOf({ ...person, photo: photoOf(person) }, column)));
  for (const format of sheetFormats)
    await add(`attendees.${format}`, await writeSheet(format, 'attendees', [[...columns], ...rows], { boldRows: 1 }));
  for (const person of people.filter(({ hasPhoto }) => hasPhoto))
    await addFile(photoOf(person), async () => {
      const key = await createAttendeePhotos(store).keyOf(person.attendeeId);
      return key === undefined ? undefined : readStoredPhoto(deps, person.attendeeId, key);
    });
  const badges = await createBadges(store).list({ registrationId });
  for (let from = 0; from < badges.length; from += badgesInFile) {
    const faces: BadgeFace[] = [];
    for (const badge of badges.slice(from, from + badgesInFile)) {
      const made = await readable(() => facesOf(deps, [badge]));
      if (made) faces.push(...made);
      else missing.push(`badges/${badge.badgeNo}`);
    }
    const name = `badges/${badges[from]!.badgeNo}.pdf`;
    if (faces.length > 0) await add(name, await printer.sheet(faces));
  }

  const orders = await everything((page) => createBadgeOrderViews(store).list(registrationId, 'all', page));
  const withParcels = [];
  for (const { attention: _attention, attentionAt: _since, serverNow: _now, ...order } of orders)
    withParcels.push({ ...order, shipments: await createShipments(store).ofOrder(order.orderNo) });
  await add('orders.json', json(withParcels));
  await add('payments.json', json(await exports.payments(registrationId)));
  await add('refunds.json', json(await exports.refunds(registrationId)));
  const invoices = createInvoices(store);
  const own = await exports.invoices(registrationId);
  await add(
    'invoices.json',
    json(
      own.map(({ rowId: _row, titleKind: _kind, taxNo: _tax, ...invoice }, index) => ({
        ...invoice,
        title: invoices.titleOf(own[index]!),
      })),
    ),
  );
  for (const invoice of own.filter(({ fapiaoNumber }) => fapiaoNumber !== null))
    await addFile(`invoices/${invoice.invoiceNo}.pdf`, async () => (await invoices.file(invoice))?.bytes);
  await add('invoice-titles.json', json(await createInvoiceTitles(store).everOf(unitId)));
  await add('addresses.json', json(await createAddresses(store).everOf(unitId)));
  await add('supporting-events.json', json(await exports.signUps(registrationId)));
  await add('survey.json', json((await createSurveys(store).answers(registrationId)) ?? null));
  const told = await everything((page) => createNotifications(store).list(registrationId, page));
  const texts = told.map((each) => ({ ...each, text: textOf(each.kind, textParams(each.params), 'zh') }));
  await add('notifications.json', json(texts));
  const consents = await createConsents(store).ofUnit(unitId);
  await add(
    'consents.json',
    json(consents.map(({ textHash, ...each }) => ({ ...each, textSha256: textHash?.toString('hex') ?? null }))),
  );
  await add('events.json', json(await exports.events(registrationId)));
  await add('sessions.json', json(await exports.sessions(unitId)));
  await add('logins.json', json(await exports.logins(registrationId)));
  if (missing.length > 0) await add('missing.txt', missing.join('\r\n'));
}

async function send(deps: Deps, unit: Unit & { edition: string }, res: Response): Promise<void> {
  if (res.destroyed) return;
  const { store } = deps;
  const at = new Date();
  const { account } = await createUnits(store).profile(unit.unitId);
  await createAccountExports(store).note(unit.registrationId);
  const name = `expo-${unit.edition}-${account.replaceAll(/[^0-9A-Za-z]+/g, '-')}-${at.toISOString().slice(0, 10)}.zip`;
  res.type(zip).set('Content-Disposition', `attachment; filename="${name}"`);
  const stream = createZipStream(res, limits);
  try {
    const add: Add = (file, content) => stream.add(file, content, at);
    await add('README.txt', readmeOf({ account, at }));
    await writeAll(deps, unit, add);
    stream.end();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw error;
    // Cut off, it is no ZIP: nobody takes a part for the whole.
    res.destroy();
  }
}

export const accountExportRoutes = [
  operation({
    id: 'exportAccount',
    method: 'get',
    path: '/account/export',
    tag: 'Account',
    summary:
      'A copy of everything that is stored of the own unit, unmasked, as a ZIP with photos, badges and invoices; its session was opened in the last half hour',
    roles: ['unit'],
    answers: { 200: zip },
    refusals: ['login_too_old', 'too_many_requests', 'unavailable'],
    stream: async ({ deps, store, session, req }, res) => {
      if (!(await createSessions(store).isFresh(bearerToken(req)!, freshMinutes)))
        throw new DomainError('login_too_old');
      // Whoever asks for the headers alone gets no copy.
      if (req.method === 'HEAD') {
        res.type(zip).end();
        return;
      }
      const { takeBack } = await countExport(deps, req, session.unitId);
      try {
        await exporting(() => send(deps, session, res));
      } catch (error) {
        if (!res.headersSent) await takeBack();
        throw error;
      }
    },
  }),
];
