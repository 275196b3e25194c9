import type { Client } from '@temporalio/client';
import { searchAttributeTypes, taskQueues } from '../workflows/messages.ts';
import { isNamespaceMissing, isWrongRequest } from './temporal-error.ts';

type Asked = Pick<Client, 'workflowService' | 'options'>;

/** What a search by each kind of attribute looks like; only whether it is understood is of interest. */
const probes = { KEYWORD: "= '-'", BOOL: '= true', DATETIME: "= '2019-11-05T00:00:00Z'" } as const;
const terms = Object.entries(searchAttributeTypes).map(([name, type]) => ({ name, term: `${name} ${probes[type]}` }));

/**
 * The search attributes by which the namespace cannot be searched: not registered, of another type, or not in use yet. Asked by
 * searching, which every connection may that starts runs, and which is what they are for.
 */
export async function missingSearchAttributes({ workflowService, options }: Asked): Promise<string[]> {
  const isUnderstood = async (query: string) => {
    try {
      await workflowService.countWorkflowExecutions({ namespace: options.namespace, query });
      return true;
    } catch (error) {
      if (isWrongRequest(error)) return false;
      throw error;
    }
  };
  if (await isUnderstood(terms.map(({ term }) => term).join(' AND '))) return [];
  const each = await Promise.all(terms.map(async ({ name, term }) => ((await isUnderstood(term)) ? [] : [name])));
  return each.flat();
}

/** A poll lasts up to a minute, so a living worker has been seen within 70 s. */
const seenWithinSeconds = 70;

type Queue = Awaited<ReturnType<Client['workflowService']['describeTaskQueue']>>;
type Build = { deploymentName?: string | null; buildId?: string | null } | null | undefined;
const nameOf = (build: Build) => `${build?.deploymentName ?? ''}:${build?.buildId ?? ''}`;

/** Who asks a queue for work: all that live, and those of them who get what begins now; workers of another build ask in vain. */
export function pollersOf({ pollers, versioningInfo }: Queue) {
  const since = Date.now() / 1000 - seenWithinSeconds;
  const current = nameOf(versioningInfo?.currentDeploymentVersion);
  const living = (pollers ?? []).filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) > since);
  return { living, served: living.filter(({ deploymentOptions }) => nameOf(deploymentOptions) === current) };
}

async function isServed({ workflowService, options }: Asked): Promise<boolean> {
  const queue = await workflowService.describeTaskQueue({
    namespace: options.namespace,
    taskQueue: { name: taskQueues.main },
    taskQueueType: 1,
  });
  return pollersOf(queue).served.length > 0;
}

/** How long what was registered counts as registered: searches cost more than anything else that is asked, and are limited in Temporal Cloud. */
const searchableMs = 10_000;

/** What runs need that is not there, in words; nothing where they can be started and go on. Throws when Temporal is away. */
export function createReadiness(client: Asked): () => Promise<string[]> {
  let searchableUntil = 0;
  return async () => {
    try {
      const served = await isServed(client);
      let attributes: string[] = [];
      if (Date.now() >= searchableUntil) {
        attributes = await missingSearchAttributes(client);
        searchableUntil = attributes.length === 0 ? Date.now() + searchableMs : 0;
      }
      return [
        ...(attributes.length > 0 ? [`search attributes ${attributes.join(', ')}`] : []),
        ...(served ? [] : ['worker']),
      ];
    } catch (error) {
      if (isNamespaceMissing(error)) return [`namespace ${client.options.namespace}`];
      throw error;
    }
  };
}
