import { hash, verify } from '@node-rs/argon2';
import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';
import type { Store } from '../db/knex.ts';
import { createSessions, type Session } from '../db/session.ts';
import type { BcryptJob } from './bcrypt.worker.ts';
import { createSemaphore } from './semaphore.ts';
import { createThreads } from './threads.ts';

/** OWASP's floor for argon2id, which is the package's default variant. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Each takes a thread of libuv's four for some 50 ms; files, names and photos need the others. */
const hashing = createSemaphore({ atOnce: 2, maxWaiting: 200 });

export function hashPassword(password: string): Promise<string> {
  return hashing(() => hash(password, cost));
}

let absentHash: Promise<string> | undefined;

/** Takes as long for an account that is not there as for a wrong password: neither answer tells which it was. */
export async function passwordFits(storedHash: string | undefined, password: string): Promise<boolean> {
  absentHash ??= hashPassword('no such account');
  // Who has withdrawn has an empty one.
  const compared = storedHash || (await absentHash);
  const fits = await hashing(() => verify(compared, password));
  return fits && compared === storedHash;
}

/** bcryptjs is JavaScript: 50 ms of a processor at cost 10, and twice that for each step more. */
const bcrypts = createThreads<BcryptJob, boolean>({
  name: 'the check of passwords',
  script: new URL('bcrypt.worker.ts', import.meta.url),
  atOnce: 1,
  maxWaiting: 50,
  maxHeapMiB: 64,
  deadlineMs: () => 30_000,
});

/** Loads what checks the passwords of an edition elsewhere before the first one comes. */
export const startFormerPasswords = () => bcrypts.start();

/** Of cost 10 and of no password. */
const absentBcrypt = `$2b$10$${'.'.repeat(53)}`;

/** As `passwordFits`, for a hash of either kind: nor does the time tell which kind it was. */
export async function formerPasswordFits(storedHash: string | undefined, password: string): Promise<boolean> {
  const isBcrypt = storedHash?.startsWith('$2') ?? false;
  const byBcrypt = await bcrypts.run({ password, hash: isBcrypt ? storedHash! : absentBcrypt });
  const byArgon = await passwordFits(isBcrypt ? undefined : storedHash, password);
  return isBcrypt ? byBcrypt : byArgon;
}

export function bearerToken(req: Request): string | undefined {
  return /^Bearer ([\w-]{20,100})$/i.exec(req.get('authorization') ?? '')?.[1];
}

/** Requests that a link stands for, and the session that made it. */
const linked = new WeakMap<Request, Session>();

/** From here on the request is that session's, whatever token it bears. */
export function countAs(req: Request, session: Session): void {
  linked.set(req, session);
}

export async function authenticate(store: Store, req: Request): Promise<Session> {
  const token = bearerToken(req);
  const session = linked.get(req) ?? (token && (await createSessions(store).find(token)));
  if (!session) throw new DomainError('unauthenticated');
  return session;
}
