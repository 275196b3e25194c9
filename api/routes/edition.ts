import { z } from 'zod';
import { createEditions } from '../../db/edition.ts';
import { operation } from '../operation.ts';
import { fen, time } from '../schemas.ts';

const edition = z
  .object({
    edition: z.string(),
    nameZh: z.string(),
    nameEn: z.string(),
    registrationOpensAt: time,
    registrationClosesAt: time,
    paymentWindowSeconds: z.int(),
    feesFen: z.object({ professional: fen, vip: fen }),
  })
  .openapi('Edition');

export const editionRoutes = [
  operation({
    method: 'get',
    path: '/edition',
    tag: 'Public',
    summary: 'The current edition: its dates, fees and payment window',
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
          feesFen: { professional: row.professionalFeeFen, vip: row.vipFeeFen },
        } satisfies z.input<typeof edition>,
      };
    },
  }),
];
