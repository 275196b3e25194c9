import { z } from 'zod';
import { maskMobile } from '../../../domain/identity.ts';
import { regions, unitCategories } from '../../../domain/registration.ts';
import { createEvents } from '../../../db/event.ts';
import { createMobileChanges } from '../../../db/registration/mobile-change.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { operation } from '../../operation.ts';
import { orNull, time } from '../../schemas.ts';

const tag = 'Account';
const profile = z
  .object({
    account: z.string(),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    mobileMasked: z.string(),
    mobileChangedAt: orNull(time),
    passwordChangedAt: orNull(time),
    mobileChange: orNull(z.object({ mobileMasked: z.string(), proposedAt: time, lapsesAt: time })).openapi({
      description: 'What the bureau has proposed for a mobile that is lost, and a second person has not confirmed',
    }),
    privacyAccepted: z.boolean(),
    createdAt: time,
  })
  .openapi('Account');

export const accountRoutes = [
  operation({
    method: 'get',
    path: '/account',
    tag,
    summary: 'The own account (G9.1)',
    roles: ['unit'],
    answers: { 200: profile },
    handle: async ({ store, session: { unitId, registrationId } }) => {
      const { mobile: number, ...rest } = await createUnits(store).profile(unitId);
      const events = createEvents(store);
      const [mobileChangedAt, passwordChangedAt, proposed] = await Promise.all([
        events.lastOf(registrationId, ['mobile_changed']),
        events.lastOf(registrationId, ['password_changed', 'password_reset']),
        createMobileChanges(store).waitingFor(registrationId),
      ]);
      const mobileChange = proposed
        ? {
            mobileMasked: maskMobile(proposed.mobile),
            proposedAt: proposed.proposedAt,
            lapsesAt: proposed.lapsesAt,
          }
        : null;
      const mobileMasked = maskMobile(number);
      return { status: 200, body: { ...rest, mobileMasked, mobileChangedAt, passwordChangedAt, mobileChange } };
    },
  }),
  operation({
    method: 'post',
    path: '/account/privacy-terms',
    tag,
    summary: 'Accept the privacy terms, where the opening did not (G1.4, G2)',
    roles: ['unit'],
    body: z.strictObject({ accept: z.literal(true) }),
    effect: 'transaction',
    answers: { 204: null },
    handle: async ({ store, session: { unitId, registrationId } }) => {
      await createUnits(store).acceptPrivacyTerms(unitId);
      await createEvents(store).append({ registrationId, kind: 'privacy_terms_accepted', actor: 'unit' });
      return { status: 204, body: undefined };
    },
  }),
];
