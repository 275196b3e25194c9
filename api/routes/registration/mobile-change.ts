import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { maskMobile } from '../../../domain/identity.ts';
import { mobileChangeDays, mobileChangeTransitions } from '../../../domain/mobile-change.ts';
import { isOpenState } from '../../../domain/state-machine.ts';
import { createAudit } from '../../../db/audit.ts';
import { createEvents } from '../../../db/event.ts';
import { inTransaction } from '../../../db/knex.ts';
import { createMobileChanges } from '../../../db/registration/mobile-change.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { createUnitNotices } from '../../../db/registration/unit-notice.ts';
import { createSessions } from '../../../db/session.ts';
import { startNotices } from '../../account-notice.ts';
import { operation } from '../../operation.ts';
import { delegationLabel } from '../../delegation-schema.ts';
import { cursorQuery, keysetPage, masked, mobile, orNull, page, pageOf, paragraph, time, uuid } from '../../schemas.ts';
import { assertNotOwn, assertSecondPerson } from '../../staff-asking.ts';
import { replaceMobile } from './unit-mobile.ts';

const tag = 'Bureau';
const roles = ['bureau'] as const;

const mobileChange = z
  .object({
    mobileChangeId: uuid,
    registrationId: uuid,
    account: z.string(),
    unitName: z.string().nullable(),
    delegation: orNull(delegationLabel),
    mobileMasked: masked.openapi({ description: 'The new one' }),
    reason: z.string(),
    by: z.string(),
    proposedAt: time,
    lapsesAt: time,
  })
  .openapi('MobileChange');

const answerOf = <S extends string>(state: S) => z.object({ mobileChangeId: uuid, state: z.literal(state) });

export const mobileChangeRoutes = [
  operation({
    id: 'proposeMobileChange',
    method: 'post',
    path: '/bureau/registrations/:registrationId/mobile',
    tag,
    summary: `Propose another mobile for a unit that has lost its own; somebody else confirms it within ${mobileChangeDays} days (G9.1)`,
    roles,
    params: z.object({ registrationId: uuid }),
    find: ({ store, params }) => createRegistrations(store).find(params.registrationId),
    body: z.strictObject({ mobile, reason: paragraph(500) }),
    effect: 'transaction',
    answers: { 202: answerOf('proposed').openapi('MobileChangeProposed') },
    refusals: ['own_unit', 'mobile_unchanged', 'mobile_change_open'],
    handle: async ({ store, session: { staffId }, body, found: { unitId, registrationId } }) => {
      await assertNotOwn(store, { staffId }, 'change_mobile', [registrationId]);
      if ((await createUnits(store).profile(unitId)).mobile === body.mobile) throw new DomainError('mobile_unchanged');
      const proposal = await createMobileChanges(store).propose({ registrationId, staffId, ...body });
      if (!proposal) throw new DomainError('mobile_change_open');
      const { mobileChangeId, isNew } = proposal;
      if (isNew)
        await createAudit(store).append({
          staffId,
          action: 'mobile_change_proposed',
          subject: registrationId,
          detail: { mobileChangeId },
          reason: body.reason,
        });
      return { status: 202, body: { mobileChangeId, state: 'proposed' } };
    },
  }),
  operation({
    id: 'listMobileChanges',
    method: 'get',
    path: '/bureau/mobile-changes',
    tag,
    summary: 'Changes of mobiles that wait for a second person, the longest waiting first',
    roles,
    query: cursorQuery,
    reads: 'people_read',
    answers: { 200: page(mobileChange) },
    handle: async ({ store, query }) => {
      const { items, nextCursor } = pageOf(await createMobileChanges(store).list(keysetPage(query)), query);
      const shown = items.map(({ mobile: number, ...item }) => ({ ...item, mobileMasked: maskMobile(number) }));
      return { status: 200, body: { items: shown, nextCursor } };
    },
  }),
  operation({
    id: 'confirmMobileChange',
    method: 'post',
    path: '/bureau/mobile-changes/:mobileChangeId/confirm',
    tag,
    summary:
      "Change a unit's mobile as somebody else has proposed: the old one is told, and every session of the unit ends",
    roles,
    params: z.object({ mobileChangeId: uuid }),
    find: ({ store, params }) => createMobileChanges(store).find(params.mobileChangeId),
    // The old mobile is told by a run once this is committed.
    effect: 'workflow',
    answers: { 200: answerOf('confirmed').openapi('MobileChangeConfirmed') },
    refusals: ['own_unit', 'second_person_needed', 'mobile_change_over'],
    handle: async ({ deps, store, session: { staffId }, found }) => {
      const { mobileChangeId, registrationId, unitId, state, proposedBy } = found;
      await assertNotOwn(store, { staffId }, 'change_mobile', [registrationId]);
      if (!isOpenState(mobileChangeTransitions, state)) throw new DomainError('mobile_change_over', { state });
      await assertSecondPerson(store, { first: proposedBy, second: staffId, state });
      const notices = await inTransaction(store, async (trx) => {
        if (!(await createUnits(trx).hold(unitId))) throw new DomainError('not_found');
        const number = await createMobileChanges(trx).confirm(mobileChangeId, staffId);
        if (number === undefined) throw new DomainError('mobile_change_over');
        const change = { unitId, registrationId, subject: mobileChangeId };
        const told = await createUnitNotices(trx).enqueue('mobile_changed', change);
        await replaceMobile(trx, unitId, number);
        // A lost mobile may be one that is logged in. The password is as it was: it lets the unit in again.
        await createSessions(trx).closeAll({ unitId });
        await createEvents(trx).append({ registrationId, kind: 'mobile_changed', actor: 'bureau' });
        const detail = { mobileChangeId };
        await createAudit(trx).append({ staffId, action: 'mobile_changed', subject: registrationId, detail });
        return told;
      });
      await startNotices(deps, notices);
      return { status: 200, body: { mobileChangeId, state: 'confirmed' } };
    },
  }),
  operation({
    id: 'dismissMobileChange',
    method: 'post',
    path: '/bureau/mobile-changes/:mobileChangeId/dismiss',
    tag,
    summary: "Drop a proposed change of a unit's mobile, one's own too",
    roles,
    params: z.object({ mobileChangeId: uuid }),
    find: ({ store, params }) => createMobileChanges(store).find(params.mobileChangeId),
    body: z.strictObject({ reason: paragraph(500).optional() }),
    effect: 'transaction',
    answers: { 200: answerOf('dismissed').openapi('MobileChangeDismissed') },
    refusals: ['own_unit', 'mobile_change_over'],
    handle: async ({ store, session: { staffId }, body: { reason }, found }) => {
      const { mobileChangeId, registrationId, state } = found;
      await assertNotOwn(store, { staffId }, 'change_mobile', [registrationId]);
      if (
        !isOpenState(mobileChangeTransitions, state) ||
        !(await createMobileChanges(store).dismiss(mobileChangeId, staffId))
      )
        throw new DomainError('mobile_change_over', { state });
      const detail = { mobileChangeId };
      await createAudit(store).append({
        staffId,
        action: 'mobile_change_dismissed',
        subject: registrationId,
        detail,
        reason,
      });
      return { status: 200, body: { mobileChangeId, state: 'dismissed' } };
    },
  }),
];
