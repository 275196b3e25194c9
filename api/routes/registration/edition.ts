import { z } from 'zod';
import { consentKinds } from '../../../domain/consent.ts';
import { mobileProofs } from '../../../domain/registration.ts';
import { createEditions } from '../../../db/edition.ts';
import { consentTextOf } from '../../../db/registration/consent.ts';
import { operation } from '../../operation.ts';
import { consentText } from './consent.ts';
import { fen, time } from '../../schemas.ts';

const edition = z
  .object({
    edition: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    registrationOpensAt: time,
    registrationClosesAt: time,
    paymentWindowSeconds: z.int(),
    feesFen: z.object({ professional: fen, vip: fen }),
    mobileProof: z.enum(mobileProofs).openapi({
      description: 'Which openings give a `mobileProof`: those without an invitation code, all of them, or none',
    }),
    consents: z
      .array(consentText)
      .openapi({ description: 'The terms and the notices that a unit is asked to agree to' }),
  })
  .openapi('Edition');

export const editionRoutes = [
  operation({
    method: 'get',
    path: '/edition',
    tag: 'Public',
    summary: 'The current edition: its dates, fees and payment window, and what an opening must prove',
    answers: { 200: edition },
    handle: async ({ store, deps }) => {
      const row = await createEditions(store).current();
      return {
        status: 200,
        body: {
          edition: row.edition,
          nameZh: row.nameZh,
          nameEn: row.nameEn,
          registrationOpensAt: row.registrationOpensAt,
          registrationClosesAt: row.registrationClosesAt,
          paymentWindowSeconds: deps.settings.paymentWindowSeconds,
          mobileProof: row.mobileProof,
          consents: consentKinds.map((kind) => consentTextOf(row, kind)),
          feesFen: { professional: row.professionalFeeFen, vip: row.vipFeeFen },
        } satisfies z.input<typeof edition>,
      };
    },
  }),
];
