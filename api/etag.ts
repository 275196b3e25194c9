import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';

/** The version of what is answered, as a header. */
export function etagOf(version: number): { ETag: string } {
  return { ETag: `"${version}"` };
}

/** `If-Match` is optional: a change without it is made to whatever is there. */
export function assertFresh(ifMatch: string | undefined, version: number): void {
  const accepted = ifMatch?.split(',').map((tag) => tag.trim());
  if (accepted && !accepted.includes('*') && !accepted.includes(`"${version}"`)) {
    throw new DomainError('stale_version', { detail: say('version_is', { version }) });
  }
}
