import { z } from 'zod';
import { createAttention } from '../../../db/ops/attention.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, page, pageOf, time } from '../../schemas.ts';

const attention = z
  .object({
    subject: z.string(),
    reason: z.string(),
    since: time,
    ageSeconds: z.int(),
    workflowId: z.string().optional(),
    workflowUrl: z.string().optional(),
  })
  .openapi('Attention');

export const opsRoutes = [
  operation({
    id: 'listAttention',
    method: 'get',
    path: '/ops/attention',
    tag: 'Operators',
    summary: 'What needs a human, with its age and the link to its run',
    roles: ['operator', 'bureau'],
    query: cursorQuery,
    answers: { 200: page(attention) },
    handle: async ({ deps, store, query }) => {
      const { items, nextCursor } = pageOf(await createAttention(store).list(keysetPage(query)), query);
      const shown = items.map(({ workflowId, ...row }) => ({
        ...row,
        ageSeconds: Math.max(0, Math.round((Date.now() - row.since.getTime()) / 1000)),
        ...(workflowId === null
          ? {}
          : { workflowId, workflowUrl: `${deps.settings.temporalUiWorkflowsUrl}/${encodeURIComponent(workflowId)}` }),
      }));
      return { status: 200, body: { items: shown, nextCursor } };
    },
  }),
];
