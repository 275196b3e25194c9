import { z } from 'zod';
import {
  attentionKinds,
  attentionSubjects,
  attentionWaitsFor,
  type AttentionKind,
  type AttentionSubject,
} from '../../../domain/attention.ts';
import { worded } from '../../../domain/message.ts';
import { createAttention } from '../../../db/ops/attention.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, page, pageOf, time } from '../../schemas.ts';
import { runFields, runOf } from './run-link.ts';

const tag = 'Operators';
const roles = ['operator', 'bureau'] as const;
const kind = z.enum(Object.keys(attentionKinds) as [AttentionKind]).openapi('AttentionKind', {
  description: 'Its words are in `/reference/attention-kinds`',
});
const subject = z
  .object(
    Object.fromEntries(attentionSubjects.map((name) => [name, z.string().optional()])) as Record<
      AttentionSubject,
      z.ZodOptional<z.ZodString>
    >,
  )
  .openapi('AttentionSubject', {
    description:
      'What it is about, exactly one of these; `difference` is the trade, refund or invoice that a bill disagrees on',
  });

const attention = z
  .object({
    kind,
    subject,
    reason: z.string().openapi({ description: 'In the language asked for (`Accept-Language`)' }),
    since: time,
    ageSeconds: z.int(),
    waitsFor: z.enum(attentionWaitsFor).openapi({
      description:
        'Those who run the expo, or the provider that was asked: `fapiao` is the tax platform, `sf` the courier',
    }),
    attempts: z.int().optional().openapi({ description: 'How often it happened, where that is counted' }),
    lastError: z.string().optional().openapi({ description: "The other side's own word" }),
    ...runFields,
  })
  .openapi('Attention');

export const opsRoutes = [
  operation({
    id: 'listAttention',
    method: 'get',
    path: '/ops/attention',
    tag,
    summary: 'What needs a human, with its age and the link to its run',
    roles,
    query: cursorQuery.extend({ kind: kind.optional() }),
    answers: { 200: page(attention) },
    handle: async ({ deps, store, query, language }) => {
      const rows = await createAttention(store, deps.settings.attention).list(keysetPage(query), query.kind);
      const { items, nextCursor } = pageOf(rows, query);
      const shown = items.map(({ workflowId, attempts, lastError, words, values, waitsFor, ...row }) => ({
        ...row,
        reason: worded({ key: `attention_${words}`, values }, language),
        ageSeconds: Math.max(0, Math.round((Date.now() - row.since.getTime()) / 1000)),
        waitsFor: waitsFor ?? attentionKinds[row.kind].waitsFor,
        ...(attempts === null ? {} : { attempts }),
        ...(lastError === null ? {} : { lastError }),
        ...runOf(deps, workflowId),
      }));
      return { status: 200, body: { items: shown, nextCursor } };
    },
  }),
  operation({
    id: 'countAttention',
    method: 'get',
    path: '/ops/attention/counts',
    tag,
    summary:
      'How many things of each kind need a human, and since when the first of them; kinds without any are left out',
    roles,
    answers: {
      200: z.object({
        items: z.array(z.object({ kind, count: z.int(), oldestSince: time }).openapi('AttentionCount')),
      }),
    },
    handle: async ({ deps, store }) => ({
      status: 200,
      body: { items: await createAttention(store, deps.settings.attention).counts() },
    }),
  }),
];
