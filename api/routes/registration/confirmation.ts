import { z } from 'zod';
import { consentKinds } from '../../../domain/consent.ts';
import { may, missingOf } from '../../../domain/registration.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { attendeeView, viewOfAttendee } from './attendee-form.ts';
import { unacceptedBy } from './consent.ts';
import { operation } from '../../operation.ts';
import { registrationView, viewOfRegistration } from './registration-view.ts';

const confirmation = z
  .object({
    registration: registrationView,
    attendees: z.array(attendeeView),
    missing: z.array(z.string()).openapi({ description: 'JSON paths of everything a submission still lacks' }),
    canSubmit: z.boolean(),
    unaccepted: z.array(z.enum(consentKinds)).openapi({
      description: 'What the edition asks for and the unit has not agreed to (`POST /account/consents`)',
    }),
  })
  .openapi('Confirmation');

export const confirmationRoutes = [
  operation({
    id: 'getConfirmation',
    method: 'get',
    path: '/registration/confirmation',
    tag: 'Registration',
    summary: 'Everything at a glance before it is submitted, and what is still missing (G4.1)',
    roles: ['unit'],
    answers: { 200: confirmation },
    handle: async ({ store, session, language }) => {
      const { registrationId } = session;
      const registration = (await createRegistrations(store).find(registrationId))!;
      const attendees = await createAttendees(store).ofRegistration(registrationId);
      const missing = missingOf(registration);
      const canSubmit = missing.length === 0 && may('forms', registration.state);
      return {
        status: 200,
        body: {
          // Only who wrote the contact can say that it is right.
          registration: { ...viewOfRegistration(registration), unitInfo: registration.unitInfo },
          attendees: attendees.map((attendee) => viewOfAttendee(attendee, language)),
          missing,
          canSubmit,
          unaccepted: await unacceptedBy(store, session, attendees),
        },
      };
    },
  }),
];
