import { z } from 'zod';
import { createEditions } from '../../../db/edition.ts';
import { createEditionChanges } from '../../../db/ops/edition-change.ts';
import { createPersonReviewQueue } from '../../../db/order/person-review-queue.ts';
import { createReductions } from '../../../db/order/reduction.ts';
import { createDisputes } from '../../../db/registration/dispute.ts';
import { createMobileChanges } from '../../../db/registration/mobile-change.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import { operation } from '../../operation.ts';

const waiting = z
  .object({
    personReviews: z.int().openapi({ description: 'People under review' }),
    production: z.int().openapi({ description: 'People whose badges can be made' }),
    unallocated: z.int().openapi({ description: 'Units that no delegation has' }),
    disputes: z.int().openapi({ description: 'Disputes that nobody has decided' }),
    mobileChanges: z.int().openapi({ description: 'Mobiles that a second person is to confirm' }),
    reductions: z.int().openapi({ description: 'Reductions that a second person is to confirm' }),
    editionChanges: z
      .int()
      .openapi({ description: "Changes of the edition's money that a second person is to confirm" }),
  })
  .openapi('Waiting');

export const waitingRoutes = [
  operation({
    id: 'countWaiting',
    method: 'get',
    path: '/bureau/waiting',
    tag: 'Bureau',
    summary: "How much waits in each of the bureau's queues, of the current edition as the lists show it",
    roles: ['bureau'],
    answers: { 200: waiting },
    refusals: ['no_edition'],
    handle: async ({ store }) => {
      const { edition } = await createEditions(store).current();
      const people = createPersonReviewQueue(store);
      const [personReviews, production, unallocated, disputes, mobileChanges, reductions, editionChanges] =
        await Promise.all([
          people.count({ edition, scope: 'all', of: { review: 'waiting' } }),
          people.count({ edition, scope: 'all', of: { line: 'approved' } }),
          createRegistrationWorkflowRefs(store).countUnallocated(),
          createDisputes(store).countOpen(edition),
          createMobileChanges(store).countWaiting(),
          createReductions(store).countWaiting(edition),
          createEditionChanges(store).countWaiting(),
        ]);
      return {
        status: 200,
        body: { personReviews, production, unallocated, disputes, mobileChanges, reductions, editionChanges },
      };
    },
  }),
];
