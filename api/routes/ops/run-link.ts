import { z } from 'zod';
import type { Deps } from '../../deps.ts';

/** The run that looks after something, and its page in the Temporal UI. */
export const runFields = { workflowId: z.string().optional(), workflowUrl: z.string().optional() };

export function runOf({ settings }: Pick<Deps, 'settings'>, workflowId: string | null) {
  if (workflowId === null) return {};
  return { workflowId, workflowUrl: `${settings.temporalUiWorkflowsUrl}/${encodeURIComponent(workflowId)}` };
}
