import { z } from 'zod';
import { maskMobile } from '../../../domain/identity.ts';
import { regions, unitCategories } from '../../../domain/registration.ts';
import { createEvents } from '../../../db/event.ts';
import { createMobileChanges } from '../../../db/registration/mobile-change.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import { operation } from '../../operation.ts';
import { orNull, time, masked } from '../../schemas.ts';
import { consentState, readConsent } from './consent.ts';

const tag = 'Account';
const profile = z
  .object({
    account: z.string(),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    mobileMasked: masked,
    mobileChangedAt: orNull(time),
    passwordChangedAt: orNull(time),
    mobileChange: orNull(z.object({ mobileMasked: masked, proposedAt: time, lapsesAt: time })).openapi({
      description: 'What the bureau has proposed for a mobile that is lost, and a second person has not confirmed',
    }),
    privacyAccepted: z.boolean(),
    privacyTerms: consentState,
    createdAt: time,
  })
  .openapi('Account');

export const accountRoutes = [
  operation({
    id: 'getAccount',
    method: 'get',
    path: '/account',
    tag,
    summary: 'The own account (G9.1)',
    roles: ['unit'],
    answers: { 200: profile },
    handle: async ({ store, session }) => {
      const { unitId, registrationId } = session;
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
      const privacyTerms = await readConsent(store, session, 'privacy_terms');
      const mobileMasked = maskMobile(number);
      const changes = { mobileChangedAt, passwordChangedAt, mobileChange };
      return { status: 200, body: { ...rest, mobileMasked, privacyTerms, ...changes } };
    },
  }),
];
