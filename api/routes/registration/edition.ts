import { z } from 'zod';
import { consentKinds } from '../../../domain/consent.ts';
import { channels } from '../../../domain/payment.ts';
import { mobileProofs } from '../../../domain/registration.ts';
import { createEditions } from '../../../db/edition.ts';
import { consentTextOf } from '../../../db/registration/consent.ts';
import { operation } from '../../operation.ts';
import { consentText } from './consent.ts';
import { bilingualText, feesFen } from '../../edition-schema.ts';
import { orNull, time } from '../../schemas.ts';

const edition = z
  .object({
    edition: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    previousEdition: z.string().nullable().openapi({ description: 'Whose visitors come back by `/first-edition`' }),
    registrationOpensAt: time,
    registrationClosesAt: time,
    expoClosesAt: time,
    surveyOpensAt: time.openapi({ description: 'When the expo has closed (G9.1)' }),
    closedAt: orNull(time).openapi({ description: 'When the edition ended; null while it has not' }),
    channels: z.array(z.enum(channels)).openapi({ description: 'The ways to pay that are offered' }),
    invoices: z.boolean().openapi({ description: 'Whether paid orders can be invoiced (G7.1)' }),
    paymentWindowSeconds: z.int(),
    feesFen,
    terms: bilingualText
      .extend({ version: z.string() })
      .openapi({ description: 'The privacy terms that an opening accepts (G1.4)' }),
    notices: z.object({ document: bilingualText, photo: bilingualText }).openapi({
      description: 'What is said where a document number is typed and a photo uploaded; empty where nothing is',
    }),
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
    id: 'getEdition',
    method: 'get',
    path: '/edition',
    tag: 'Public',
    summary: 'The current edition: its dates, fees, terms, payment window and channels, and what an opening must prove',
    refusals: ['no_edition'],
    answers: { 200: edition },
    handle: async ({ store, deps }) => {
      const row = await createEditions(store).current();
      return {
        status: 200,
        body: {
          edition: row.edition,
          nameZh: row.nameZh,
          nameEn: row.nameEn,
          previousEdition: row.previousEdition,
          registrationOpensAt: row.registrationOpensAt,
          registrationClosesAt: row.registrationClosesAt,
          expoClosesAt: row.expoClosesAt,
          surveyOpensAt: row.expoClosesAt,
          closedAt: row.closedAt,
          channels: channels.filter((channel) => deps.gateways[channel] !== undefined),
          invoices: deps.invoices !== undefined,
          paymentWindowSeconds: deps.settings.paymentWindowSeconds,
          mobileProof: row.mobileProof,
          consents: consentKinds.map((kind) => consentTextOf(row, kind)),
          feesFen: { professional: row.professionalFeeFen, vip: row.vipFeeFen },
          terms: { version: row.termsVersion, zh: row.termsZh, en: row.termsEn },
          notices: {
            document: { zh: row.documentNoticeZh, en: row.documentNoticeEn },
            photo: { zh: row.photoNoticeZh, en: row.photoNoticeEn },
          },
        } satisfies z.input<typeof edition>,
      };
    },
  }),
];
