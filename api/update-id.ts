import { createHash, randomUUID } from 'node:crypto';
import type { KeyScope } from '../db/idempotency-key.ts';

/** The same for each try of one keyed request, so that the run answers a repeat with its first answer; a hash, because keys are the callers' text. */
export function updateIdOf(scope: KeyScope | undefined): string {
  if (!scope) return randomUUID();
  return createHash('sha256')
    .update(JSON.stringify([scope.principal, scope.operation, scope.key]))
    .digest('hex')
    .slice(0, 40);
}
