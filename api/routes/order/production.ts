import { z } from 'zod';
import { badgeTypes } from '../../../domain/attendee.ts';
import { createBadges, type BadgeRow } from '../../../db/order/badge.ts';
import { createEditions } from '../../../db/edition.ts';
import { createProductionBatches } from '../../../db/order/production-batch.ts';
import { say } from '../../../domain/message.ts';
import { because } from '../../judgement.ts';
import type { BadgeFace } from '../../badge-pdf.ts';
import { basePath } from '../../base-path.ts';
import { DomainError } from '../../../domain/errors.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { writeBatchSheet } from './batch-sheet.ts';
import { forEachLimit } from '../../for-each-limit.ts';
import type { Deps } from '../../deps.ts';
import { editionQuery } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { readStoredPhoto } from '../../photo-storage.ts';
import { keysetPage, masked, page, pageOf, time, uuid } from '../../schemas.ts';
import { askInRows } from '../../staff-asking.ts';
import { linesIn, personInQueue, queuePage } from './bureau.ts';

const tag = 'Production';
const roles = ['bureau'] as const;
const madeBadge = z
  .object({
    attendeeId: uuid,
    orderNo: z.string(),
    badgeNo: z.string(),
    badgeType: z.enum(badgeTypes),
    name: z.string(),
    documentMasked: masked,
    unitName: z.string(),
    madeAt: time,
  })
  .openapi('MadeBadge');
const batch = z
  .object({ batchId: uuid, createdAt: time, accepted: z.int(), badges: z.array(madeBadge) })
  .openapi('ProductionBatch');

const listedBatch = z
  .object({
    batchId: uuid,
    createdAt: time,
    by: z.string(),
    accepted: z.int().openapi({ description: 'People whose badges were asked for' }),
    made: z.int().openapi({ description: 'Badges that are made by now' }),
  })
  .openapi('ProductionBatchSummary');

const pdf = 'application/pdf';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A photo the store has lost leaves its place empty; a store that is away stops the printing. */
export async function facesOf(deps: Deps, badges: BadgeRow[]): Promise<BadgeFace[]> {
  const names = await createEditions(deps.store).names();
  const faces: BadgeFace[] = badges.map(({ photoKey: _key, ...badge }) => ({
    ...badge,
    editionName: names.get(badge.edition)!,
  }));
  await forEachLimit([...badges.entries()], async ([index, { attendeeId, photoKey }]) => {
    const photo = photoKey === null ? undefined : await readStoredPhoto(deps, attendeeId, photoKey);
    if (photo) faces[index]!.photo = photo;
  });
  return faces;
}

const viewOf = ({
  attendeeId,
  orderNo,
  badgeNo,
  badgeType,
  name,
  documentMasked,
  unitName,
  madeAt,
}: BadgeRow): z.input<typeof madeBadge> => ({
  attendeeId,
  orderNo,
  badgeNo,
  badgeType,
  name,
  documentMasked,
  unitName,
  madeAt,
});

export const productionRoutes = [
  operation({
    id: 'listProducibleBadges',
    method: 'get',
    path: '/bureau/production',
    tag,
    summary: 'Approved people whose badges can be made',
    roles,
    query: editionQuery,
    reads: 'people_read',
    answers: { 200: page(personInQueue) },
    handle: async ({ store, session, query, language }) => ({
      status: 200,
      body: await queuePage(store, 'approved', session, query, language),
    }),
  }),
  operation({
    id: 'startProductionBatch',
    method: 'post',
    path: '/bureau/production/batches',
    tag,
    summary: 'Make the badges of approved people; parcels and pick-ups follow by themselves',
    roles,
    body: z.strictObject({
      attendeeIds: z
        .array(uuid)
        .min(1)
        .max(1_000)
        .refine((ids) => new Set(ids).size === ids.length, because(say('twice'))),
    }),
    effect: 'workflow',
    reads: 'people_read',
    answers: { 201: batch },
    refusals: ['not_found', 'line_not_approved'],
    handle: async ({ deps, store, session, body, businessNo: batchId }) => {
      const batches = createProductionBatches(store);
      // A repeat after a crash tells the runs of the same batch again; each makes it once.
      const begun = await batches.find(batchId);
      const approved = {
        state: 'approved',
        code: 'line_not_approved',
        pathOf: (index: number) => `attendeeIds[${index}]`,
      } as const;
      const byOrder = await linesIn(store, body.attendeeIds, begun ? undefined : approved);
      const editions = begun ? [] : await createEditions(store).ofAttendees(body.attendeeIds);
      if (editions.length > 1)
        throw new DomainError('validation_failed', {
          errors: [{ path: 'attendeeIds', code: 'custom', message: say('one_edition') }],
        });
      const made = begun ?? (await batches.insert({ batchId, edition: editions[0]!, staffId: session.staffId }));
      const about = [...byOrder].map(([subject, attendeeIds]) => ({ subject, payload: { attendeeIds } }));
      await askInRows(store, session, { kind: 'make_badges', requestId: batchId, about });
      await forEachLimit([...byOrder.keys()], (orderNo) => deps.engine.badgesBatched(orderNo, batchId));
      return {
        status: 201,
        body: { ...made, accepted: body.attendeeIds.length, badges: [] },
        headers: { Location: `${basePath}/bureau/production/batches/${batchId}` },
      };
    },
  }),
  operation({
    id: 'listProductionBatches',
    method: 'get',
    path: '/bureau/production/batches',
    tag,
    summary: 'The batches, the newest first: when, by whom, and how many badges',
    roles,
    query: editionQuery,
    answers: { 200: page(listedBatch) },
    handle: async ({ store, query }) => {
      const edition = await createEditions(store).listed(query.edition);
      const rows = await createProductionBatches(store).list(edition, keysetPage(query));
      return { status: 200, body: pageOf(rows, query) };
    },
  }),
  operation({
    id: 'getProductionBatch',
    method: 'get',
    path: '/bureau/production/batches/:batchId',
    tag,
    summary: 'A batch: JSON, or by `Accept` its PDF to print or its XLSX list',
    roles,
    exceptAuditors: true,
    params: z.object({ batchId: uuid }),
    find: ({ store, params }) => createProductionBatches(store).find(params.batchId),
    reads: 'people_read',
    answers: { 200: [batch, pdf, xlsx] },
    refusals: ['badge_not_made'],
    stream: async ({ deps, store, found, req, noteRead }, res) => {
      const badges = await createBadges(store).list({ batchId: found.batchId });
      const note = () => noteRead({ people: badges.map(({ attendeeId }) => attendeeId) });
      switch (req.accepts(['json', pdf, xlsx])) {
        case pdf:
          if (badges.length === 0) throw new DomainError('badge_not_made');
          {
            const sheet = await deps.printer.sheet(await facesOf(deps, badges));
            await note();
            res.type(pdf).set('Content-Disposition', `inline; filename="badges-${found.batchId}.pdf"`).send(sheet);
            return;
          }
        case xlsx:
          await note();
          res
            .type(xlsx)
            .set('Content-Disposition', `attachment; filename="badges-${found.batchId}.xlsx"`)
            .send(await writeBatchSheet(badges));
          return;
        default:
          await note();
          res.json({ ...found, badges: badges.map(viewOf) } satisfies z.input<typeof batch>);
      }
    },
  }),
  operation({
    id: 'downloadBadge',
    method: 'get',
    path: '/badges/:attendeeId',
    tag,
    summary: 'The badge as a PDF, once it is made',
    roles: ['unit', 'delegation', 'bureau'],
    exceptAuditors: true,
    params: z.object({ attendeeId: uuid }),
    find: async ({ store, session, params }) =>
      createAttendees(store).find(
        params.attendeeId,
        session.role === 'unit'
          ? { registrationId: session.registrationId }
          : { scope: await createDelegations(store).scopeOf(session) },
      ),
    reads: 'people_read',
    answers: { 200: pdf },
    refusals: ['badge_not_made'],
    stream: async ({ deps, store, found, noteRead }, res) => {
      const [badge] = await createBadges(store).list({ attendeeId: found.attendeeId });
      if (!badge) throw new DomainError('badge_not_made', { state: found.state });
      const [face] = await facesOf(deps, [badge]);
      const printed = await deps.printer.badge(face!);
      await noteRead({ people: [badge.attendeeId] });
      res.type(pdf).set('Content-Disposition', `inline; filename="badge-${badge.badgeNo}.pdf"`).send(printed);
    },
  }),
];
