import { timingSafeEqual } from 'node:crypto';
import type { Store } from '../db/knex.ts';

export const linkedKinds = ['badge', 'photo', 'invoice', 'batch'] as const;
/** What a link can open. */
export type LinkedKind = (typeof linkedKinds)[number];

/** One thing, and the session that asked for the link: the link opens what that session may read, for as long as it may. */
export interface Link {
  kind: LinkedKind;
  id: string;
  sessionId: string;
  expiresAt: Date;
}

type Signing = Pick<Store, 'personalData'>;

/** Apart from whatever else is hashed with a key of the ring. */
const purpose = 'link';

/** The link in a form that nobody but us can make; it is no session, and tells of none but by its id. */
export function signLink({ personalData }: Signing, { kind, id, sessionId, expiresAt }: Link): string {
  const said = Buffer.from(JSON.stringify([kind, id, sessionId, expiresAt.getTime()])).toString('base64url');
  return `${said}.${personalData.blindIndex(purpose, said).toString('base64url')}`;
}

/** What a token stands for; undefined when we did not make it, or its time is over. */
export function readLink({ personalData }: Signing, token: string, now = new Date()): Link | undefined {
  const [said = '', signature = ''] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  // By each key of the ring: while keys are rotated, another process may have another one for the current.
  const isOurs = personalData
    .blindIndexes(purpose, said)
    .some(({ index }) => index.length === given.length && timingSafeEqual(index, given));
  if (!isOurs) return undefined;
  // As `signLink` wrote it.
  const [kind, id, sessionId, expiresAt] = JSON.parse(Buffer.from(said, 'base64url').toString()) as [
    LinkedKind,
    string,
    string,
    number,
  ];
  return expiresAt > now.getTime() ? { kind, id, sessionId, expiresAt: new Date(expiresAt) } : undefined;
}
