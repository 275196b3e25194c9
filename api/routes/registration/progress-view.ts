import { z } from 'zod';
import { progressOf, progressSteps, stepStates, waitedFor, type ProgressStep } from '../../../domain/progress.ts';
import type { Store } from '../../../db/knex.ts';
import { createProgress } from '../../../db/registration/progress.ts';
import { basePath } from '../../base-path.ts';
import { time } from '../../schemas.ts';

/** Where each step's page gets what it shows. */
const links = {
  unit_info: `${basePath}/registration`,
  procurement_intent: `${basePath}/registration`,
  attendees: `${basePath}/attendees`,
  submit: `${basePath}/registration`,
  review: `${basePath}/registration`,
  lock: `${basePath}/attendees`,
  payment: `${basePath}/orders?tab=unpaid`,
  person_review: `${basePath}/attendees`,
  production: `${basePath}/orders?tab=paid`,
  distribution: `${basePath}/orders?tab=paid`,
} as const satisfies Record<ProgressStep, string>;

const step = z
  .object({
    step: z.enum(progressSteps).openapi('ProgressStep'),
    state: z.enum(stepStates).openapi('StepState', {
      description: 'doing: waits for somebody now; todo: comes later; blocked: does not go on by itself',
    }),
    link: z.string().openapi({ description: 'Where what the step shows is read' }),
    waitsFor: z.enum(waitedFor).openapi('WaitsFor').optional(),
    since: time.optional().openapi({ description: 'Since when it waits, or is blocked' }),
  })
  .openapi('StepStatus');

export const progress = z.object({ steps: z.array(step) }).openapi('Progress');

/** The flowchart of one registration, and the last event it knows of. */
export async function readProgress(
  store: Store,
  registrationId: string,
): Promise<{ body: z.input<typeof progress>; lastEvent: number }> {
  const { facts, lastEvent } = await createProgress(store).facts(registrationId);
  return {
    body: { steps: progressOf(facts).map((standing) => ({ ...standing, link: links[standing.step] })) },
    lastEvent,
  };
}
