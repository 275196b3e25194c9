import { z } from 'zod';
import type { ErrorCode } from '../../../domain/error-code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { createBadges } from '../../../db/order/badge.ts';
import { createInvoices } from '../../../db/order/invoice.ts';
import type { Store } from '../../../db/knex.ts';
import { createSessions, type Session } from '../../../db/session.ts';
import { roles } from '../../admission.ts';
import { bearerToken, countAs } from '../../auth.ts';
import { basePath } from '../../base-path.ts';
import { linkedKinds, readLink, signLink, type LinkedKind } from '../../link.ts';
import { operation, type Operation } from '../../operation.ts';
import { time } from '../../schemas.ts';
import { invoiceRoutes } from '../order/invoice.ts';
import { productionRoutes } from '../order/production.ts';
import { attendeePhotoRoutes } from '../registration/attendee-photo.ts';

const linkSeconds = 60;
const pdf = 'application/pdf';
const jpeg = 'image/jpeg';

interface LinkedFile {
  /** By which it is read otherwise: who may, and what is on record of it, is that operation's. */
  reading: (role: Session['role']) => Operation;
  type: string;
  /** Why it is not there yet, of a thing that is. */
  notYet?: (store: Store, id: string) => Promise<ErrorCode | undefined>;
}

const called = (operations: readonly Operation[], id: string): Operation =>
  operations.find(({ spec }) => spec.id === id)!;
const downloadBadge = called(productionRoutes, 'downloadBadge');
const getBatch = called(productionRoutes, 'getProductionBatch');
const downloadInvoice = called(invoiceRoutes, 'downloadInvoice');
const getPhoto = called(attendeePhotoRoutes, 'getAttendeePhoto');
const getPhotoAsReviewer = called(attendeePhotoRoutes, 'getAttendeePhotoAsReviewer');

const unlessMade = async (store: Store, of: { attendeeId: string } | { batchId: string }) =>
  (await createBadges(store).list(of)).length === 0 ? 'badge_not_made' : undefined;

const files: Record<LinkedKind, LinkedFile> = {
  badge: { reading: () => downloadBadge, type: pdf, notYet: (store, attendeeId) => unlessMade(store, { attendeeId }) },
  batch: { reading: () => getBatch, type: pdf, notYet: (store, batchId) => unlessMade(store, { batchId }) },
  photo: { reading: (role) => (role === 'unit' ? getPhoto : getPhotoAsReviewer), type: jpeg },
  invoice: {
    reading: () => downloadInvoice,
    type: pdf,
    notYet: async (store, id) => {
      const invoice = await createInvoices(store).find(id);
      return invoice && (await createInvoices(store).file(invoice)) ? undefined : 'invoice_file_missing';
    },
  },
};

/** The one parameter of the operation by which the thing is read. */
const paramsOf = ({ spec }: Operation, id: string) =>
  Object.fromEntries(Object.keys(spec.params!.shape).map((name) => [name, id]));

const link = z.object({ url: z.url(), expiresAt: time }).openapi('Link');

export const linkRoutes = [
  operation({
    id: 'createLink',
    method: 'post',
    path: '/links',
    tag: 'Files',
    summary:
      'A link to one badge, photo, invoice or batch (its PDF), for 60 seconds: for `<img>`, downloads and pages of another origin. Whoever has it reads that file and nothing else; it ends with the session that asked for it',
    roles,
    body: z.strictObject({
      kind: z.enum(linkedKinds),
      id: z.string().min(1).max(64).openapi({
        description: 'Of a badge and a photo the `attendeeId`, else the `invoiceId` or the `batchId`',
      }),
    }),
    afterEdition: true,
    answers: { 201: link },
    refusals: ['not_found', 'forbidden', 'badge_not_made', 'invoice_file_missing'],
    handle: async ({ deps, store, session, body: { kind, id }, req }) => {
      const { reading, notYet } = files[kind];
      const { spec } = reading(session.role);
      if (!spec.roles?.includes(session.role)) throw new DomainError('forbidden');
      const params = spec.params!.safeParse(paramsOf({ spec } as Operation, id));
      if (!params.success || !(await spec.find?.({ store, params: params.data, session })))
        throw new DomainError('not_found');
      const code = await notYet?.(store, id);
      if (code) throw new DomainError(code);
      const sessionId = await createSessions(store).idOf(bearerToken(req)!);
      const expiresAt = new Date(Date.now() + linkSeconds * 1000);
      const token = signLink(store, { kind, id, sessionId, expiresAt });
      return { status: 201, body: { url: `${deps.settings.publicUrl}${basePath}/links/${token}`, expiresAt } };
    },
  }),
  operation({
    id: 'openLink',
    method: 'get',
    path: '/links/:token',
    tag: 'Files',
    summary:
      'What a link opens, as its own operation answers it. Late, changed and made-up ones are answered alike, as are those whose session is over',
    params: z.object({ token: z.string().max(400) }),
    find: async ({ store, params: { token } }) => {
      const opened = readLink(store, token);
      const session = opened && (await createSessions(store).findById(opened.sessionId));
      return session && { ...opened, session };
    },
    answers: { 200: [pdf, jpeg] },
    refusals: ['badge_not_made', 'invoice_file_missing', 'unavailable'],
    stream: async ({ deps, req, found: { kind, id, session } }, res) => {
      const { reading, type } = files[kind];
      const read = reading(session.role);
      countAs(req, session);
      req.params = paramsOf(read, id);
      req.headers.accept = type;
      // A page of another origin may show it; nobody in between may keep it.
      res.set('Cross-Origin-Resource-Policy', 'cross-origin');
      await read.on(deps)(req, res, () => undefined);
    },
  }),
];
