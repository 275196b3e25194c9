import { z } from 'zod';
import { areSame, isMoney, patched, type EditionPatch } from '../../../domain/edition.ts';
import { shownChange } from '../../../domain/edition-line.ts';
import { DomainError } from '../../../domain/errors.ts';
import { refundPolicies } from '../../../domain/refund.ts';
import { mobileProofs } from '../../../domain/registration.ts';
import { createEditions } from '../../../db/edition.ts';
import { createEditionPlans } from '../../../db/edition-plan.ts';
import type { Store } from '../../../db/knex.ts';
import { createAudit } from '../../../db/audit.ts';
import { changeEdition } from '../../../db/ops/edition-apply.ts';
import { createEditionChanges } from '../../../db/ops/edition-change.ts';
import type { Answer } from '../../idempotency.ts';
import { assertTaken } from '../../edition-outcome.ts';
import { bilingualText, feesFen, editionPatch, surveyQuestion } from '../../edition-schema.ts';
import { assertFresh, etagOf } from '../../etag.ts';
import { assertSecondPerson } from '../../staff-asking.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, orNull, page, pageOf, time, uuid } from '../../schemas.ts';

const tag = 'Edition';
const roles = ['bureau'] as const;

const settings = z
  .object({
    edition: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    previousEdition: z.string().nullable(),
    registrationOpensAt: time,
    registrationClosesAt: time,
    expoClosesAt: time,
    feesFen,
    taxCode: z.string(),
    taxRateBp: z.int().openapi({ description: 'Hundredths of a percent: 600 is 6 %' }),
    reviewLevels: z.int(),
    refundPolicy: z.enum(refundPolicies),
    autoRefundDays: z.int(),
    closingReminderDays: z.array(z.int()),
    reviewReminderDays: z.int(),
    reviewRepeatDays: z.int(),
    returnGraceDays: z.int(),
    mobileProof: z.enum(mobileProofs),
    retentionDays: z.int(),
    terms: z.object({ version: z.string(), zh: z.string(), en: z.string() }),
    notices: z.object({ document: bilingualText, photo: bilingualText }),
    smsTemplates: z.record(z.string(), z.object({ zh: z.string().optional(), en: z.string().optional() })),
    survey: z.array(surveyQuestion),
    closedAt: orNull(time),
  })
  .openapi('EditionSettings');

const changeId = uuid;
const states = z.enum(['waiting', 'confirmed', 'dismissed']).openapi('EditionChangeState');
const entry = z
  .object({
    changeId,
    edition: z.string(),
    state: states,
    changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
    askedBy: z.string(),
    askedAt: time,
    decidedBy: z.string().nullable(),
    decidedAt: orNull(time),
  })
  .openapi('EditionChange');
const params = z.object({ changeId });

async function shown(store: Store): Promise<Answer> {
  const { edition, version, closedAt } = await createEditions(store).current();
  const { delegations: _delegations, events: _events, ...plan } = (await createEditionPlans(store).find(edition))!;
  return { status: 200, body: { ...plan, closedAt } satisfies z.input<typeof settings>, headers: etagOf(version) };
}

/** Changes the current edition; refused with everything that is in the way. */
async function change(
  store: Store,
  {
    edition,
    patch,
    dryRun = false,
    by,
  }: { edition: string; patch: EditionPatch; dryRun?: boolean; by: { staffId: string; detail?: object } },
) {
  const outcome = await changeEdition(store, {
    edition,
    change: (before) => patched(before!, patch),
    now: new Date(),
    dryRun,
    by: { staffId: by.staffId, detail: { ...by.detail } },
  });
  assertTaken(outcome);
  return outcome;
}

const view = ({
  changes,
  ...row
}: NonNullable<Awaited<ReturnType<ReturnType<typeof createEditionChanges>['entry']>>>) =>
  ({ ...row, changes: changes.map(shownChange) }) satisfies z.input<typeof entry>;

export const editionBureauRoutes = [
  operation({
    id: 'getEditionAsBureau',
    method: 'get',
    path: '/bureau/edition',
    tag,
    summary: 'All that is decided of the current edition, but for its delegations and events',
    roles,
    answers: { 200: settings },
    refusals: ['no_edition'],
    handle: ({ store }) => shown(store),
  }),
  operation({
    id: 'changeEdition',
    method: 'patch',
    path: '/bureau/edition',
    tag,
    summary:
      'Change any part of the current edition; what is about money (fees, tax, refunds) waits, with all that was asked beside it, for a second member of the bureau',
    roles,
    body: editionPatch,
    effect: 'transaction',
    answers: {
      200: settings,
      202: z.object({ changeId, peopleNeeded: z.literal(1) }).openapi('EditionChangeNeedsSecond'),
    },
    refusals: ['no_edition', 'stale_version', 'edition_contradicts', 'edition_in_use'],
    handle: async ({ store, session: { staffId }, body: patch, ifMatch }) => {
      const { edition, version } = await createEditions(store).hold();
      assertFresh(ifMatch, version);
      const { changes } = await change(store, { edition, patch, dryRun: true, by: { staffId } });
      if (!changes.some(isMoney)) {
        await change(store, { edition, patch, by: { staffId } });
        return shown(store);
      }
      const id = await createEditionChanges(store).insert({ edition, patch, changes, staffId });
      await createAudit(store).append({
        staffId,
        action: 'edition_change_asked',
        subject: edition,
        detail: { changeId: id, changed: changes.map(({ at }) => at) },
      });
      return { status: 202, body: { changeId: id, peopleNeeded: 1 } };
    },
  }),
  operation({
    id: 'listEditionChanges',
    method: 'get',
    path: '/bureau/edition/changes',
    tag,
    summary: 'Changes of money that wait for a second person, and what became of others; the newest first',
    roles,
    query: cursorQuery.extend({ state: states.optional() }),
    answers: { 200: page(entry) },
    handle: async ({ store, query }) => {
      const { items, nextCursor } = pageOf(
        await createEditionChanges(store).list(query.state, keysetPage(query)),
        query,
      );
      return { status: 200, body: { items: items.map(view), nextCursor } };
    },
  }),
  operation({
    id: 'confirmEditionChange',
    method: 'post',
    path: '/bureau/edition/changes/:changeId/confirm',
    tag,
    summary: 'Make the change that another member of the bureau asked for, as long as it is the one that was asked for',
    roles,
    params,
    find: ({ store, params: { changeId: id } }) => createEditionChanges(store).find(id),
    effect: 'transaction',
    answers: { 200: entry },
    refusals: ['second_person_needed', 'change_decided', 'stale_version', 'edition_contradicts', 'edition_in_use'],
    handle: async ({ store, session: { staffId }, found }) => {
      const { changeId: id, edition, change: patch, changes, askedBy } = found;
      await assertSecondPerson(store, { first: askedBy, second: staffId });
      await createEditions(store).hold();
      if (!(await createEditionChanges(store).decide(id, 'confirmed', staffId)))
        throw new DomainError('change_decided');
      const outcome = await change(store, { edition, patch, dryRun: true, by: { staffId } });
      // What was asked for may be another change by now, or none.
      if (!areSame(outcome.changes, changes)) throw new DomainError('stale_version');
      await change(store, { edition, patch, by: { staffId, detail: { changeId: id, askedBy } } });
      return { status: 200, body: view((await createEditionChanges(store).entry(id))!) };
    },
  }),
  operation({
    id: 'dismissEditionChange',
    method: 'post',
    path: '/bureau/edition/changes/:changeId/dismiss',
    tag,
    summary: 'Take a change back that waits, or refuse it',
    roles,
    params,
    find: ({ store, params: { changeId: id } }) => createEditionChanges(store).find(id),
    effect: 'transaction',
    answers: { 200: entry },
    refusals: ['change_decided'],
    handle: async ({ store, session: { staffId }, found: { changeId: id, edition } }) => {
      if (!(await createEditionChanges(store).decide(id, 'dismissed', staffId)))
        throw new DomainError('change_decided');
      await createAudit(store).append({
        staffId,
        action: 'edition_change_dismissed',
        subject: edition,
        detail: { changeId: id },
      });
      return { status: 200, body: view((await createEditionChanges(store).entry(id))!) };
    },
  }),
];
