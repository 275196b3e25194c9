import { hash, verify } from '@node-rs/argon2';
import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';
import type { Store } from '../db/knex.ts';
import { createSessions, type Session } from '../db/session.ts';

/** OWASP's floor for argon2id, which is the package's default variant. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

let absentHash: Promise<string> | undefined;

/** Takes as long for an account that is not there as for a wrong password: neither answer tells which it was. */
export async function passwordFits(storedHash: string | undefined, password: string): Promise<boolean> {
  absentHash ??= hashPassword('no such account');
  const fits = await verify(storedHash ?? (await absentHash), password);
  return fits && storedHash !== undefined;
}

export function bearerToken(req: Request): string | undefined {
  return /^Bearer ([\w-]{20,100})$/i.exec(req.get('authorization') ?? '')?.[1];
}

export async function authenticate(store: Store, req: Request): Promise<Session> {
  const token = bearerToken(req);
  const session = token && (await createSessions(store).find(token));
  if (!session) throw new DomainError('unauthenticated');
  return session;
}
