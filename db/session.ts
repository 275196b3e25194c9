import { randomBytes, randomUUID } from 'node:crypto';
import { nobody } from './data-key.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';
import { sha256, type SealedField } from './personal-data.ts';
import type { SealedColumns } from './tables.ts';

interface OfStaff {
  staffId: string;
  /** Whether a confirmed one is asked for at each login. */
  hasSecondFactor: boolean;
}

export type Session =
  | { role: 'unit'; unitId: string; registrationId: string; edition: string }
  | ({ role: 'delegation'; delegationId: number } & OfStaff)
  | ({ role: 'bureau' } & OfStaff)
  | ({ role: 'operator' } & OfStaff)
  | ({ role: 'auditor' } & OfStaff);

export type Role = Session['role'];

/** Whoever a session is of. */
export type SessionOwner = { unitId: string } | { staffId: string };

/** Staff who ask for nothing so long are logged out. */
export const staffIdleMinutes = 30;

/** Where a session was opened, as its owner reads it later. */
export interface OpenedFrom {
  address?: string | undefined;
  userAgent?: string | undefined;
}

/** A session as its owner sees it: never by its token. */
export interface OpenSession {
  sessionId: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  address: string | null;
  userAgent: string | null;
  isCurrent: boolean;
}

/** Whose session it is: the scope of idempotency keys and rate limits. */
export function principalOf(session: Session): string {
  return session.role === 'unit' ? `unit:${session.unitId}` : `staff:${session.staffId}`;
}

/** Its owner, without the rest. */
export const ownerOf = (session: Session): SessionOwner =>
  session.role === 'unit' ? { unitId: session.unitId } : { staffId: session.staffId };

const order: KeysetOrder = {
  by: [
    ['time', 's.createdAt'],
    ['uuid', 's.sessionId'],
  ],
  direction: 'desc',
};
const field = (column: SealedColumns['sessions'], row: string): SealedField => ({ table: 'sessions', column, row });

/** One that is over holds nobody in; neither does one of staff that has lain still for too long. */
const isOpen = `s.expires_at > now() AND (s.staff_id IS NULL OR s.last_used_at > now() - interval '${staffIdleMinutes} minutes')`;
/** Its last use is kept to the minute: one write a minute, however much is asked. */
const isKeptLate = "last_used_at < now() - interval '1 minute'";

/** Opaque bearer tokens; only their hash is stored. */
export function createSessions({ knex, personalData }: Store) {
  const sealed = (column: SealedColumns['sessions'], row: string, value: string | undefined, owner: SessionOwner) =>
    value === undefined
      ? null
      : personalData.seal(field(column, row), value, 'unitId' in owner ? owner.unitId : nobody, { outlives: true });

  async function use(of: { tokenHash: Buffer } | { sessionId: string }): Promise<Session | undefined> {
    const row = await knex('sessions as s')
      .leftJoin('units as u', 'u.unitId', 's.unitId')
      .leftJoin('registrations as r', 'r.unitId', 's.unitId')
      .leftJoin('staff as f', 'f.staffId', 's.staffId')
      .where(of)
      .whereRaw(`${isOpen} AND f.disabled_at IS NULL AND u.released_at IS NULL`)
      .first('s.sessionId', 's.unitId', 'u.edition', 'r.registrationId', 's.staffId', 'f.role', 'f.delegationId', {
        isKeptLate: knex.raw<boolean>(`s.${isKeptLate}`),
        hasSecondFactor: knex.raw<boolean>(
          'EXISTS (SELECT FROM second_factors x WHERE x.staff_id = s.staff_id AND x.confirmed_at IS NOT NULL)',
        ),
      });
    if (!row) return undefined;
    const { sessionId } = row;
    if (row.isKeptLate)
      await knex('sessions').where({ sessionId }).whereRaw(isKeptLate).update({ lastUsedAt: knex.fn.now() });
    if (row.unitId && row.registrationId)
      return { role: 'unit', unitId: row.unitId, registrationId: row.registrationId, edition: row.edition! };
    if (!row.staffId || !row.role) return undefined;
    const ofStaff: OfStaff = { staffId: row.staffId, hasSecondFactor: row.hasSecondFactor };
    return row.role === 'delegation'
      ? { role: row.role, ...ofStaff, delegationId: row.delegationId! }
      : { role: row.role, ...ofStaff };
  }

  return {
    async open(
      owner: SessionOwner,
      hours: number,
      { address, userAgent }: OpenedFrom = {},
    ): Promise<{ token: string; expiresAt: Date }> {
      const token = randomBytes(32).toString('base64url');
      const sessionId = randomUUID();
      const [row] = await knex('sessions')
        .insert({
          sessionId,
          tokenHash: sha256(token),
          unitId: 'unitId' in owner ? owner.unitId : null,
          staffId: 'staffId' in owner ? owner.staffId : null,
          expiresAt: knex.raw("now() + ? * interval '1 hour'", [hours]),
          address: sealed('address', sessionId, address, owner),
          userAgent: sealed('userAgent', sessionId, userAgent, owner),
        })
        .returning('expiresAt');
      return { token, expiresAt: row!.expiresAt };
    },

    /** Whose it is; asking is using it. */
    find: (token: string) => use({ tokenHash: sha256(token) }),
    /** The same of one that is known by its id. */
    findById: (sessionId: string) => use({ sessionId }),

    /** The id of an open one. */
    async idOf(token: string): Promise<string> {
      return (await knex('sessions')
        .where({ tokenHash: sha256(token) })
        .first('sessionId'))!.sessionId;
    },

    async expiresAt(token: string): Promise<Date> {
      return (await knex('sessions')
        .where({ tokenHash: sha256(token) })
        .first('expiresAt'))!.expiresAt;
    },

    /** Those of `owner` that are open, the newest first; `token` is the one that asks. */
    async list(owner: SessionOwner, token: string, page: KeysetPage): Promise<Keyed<OpenSession>[]> {
      const rows = await knex('sessions as s')
        .where(owner)
        .whereRaw(isOpen)
        .select('s.sessionId', 's.createdAt', 's.lastUsedAt', 's.expiresAt', 's.address', 's.userAgent', {
          isCurrent: knex.raw<boolean>('s.token_hash = ?', [sha256(token)]),
          keyset: keysetOf(knex, order),
        })
        .modify((query) => pageByKeyset(query, order, page));
      return rows.map(({ address, userAgent, ...row }) => ({
        ...row,
        address: address && personalData.show(field('address', row.sessionId), address),
        userAgent: userAgent && personalData.show(field('userAgent', row.sessionId), userAgent),
      }));
    },

    /** Whether its password was given within so many minutes. */
    async isFresh(token: string, minutes: number): Promise<boolean> {
      const row = await knex('sessions')
        .where({ tokenHash: sha256(token) })
        .whereRaw("created_at > now() - ? * interval '1 minute'", [minutes])
        .first('createdAt');
      return row !== undefined;
    },

    /** False when it was over already. */
    async close(token: string): Promise<boolean> {
      const closed = await knex('sessions')
        .where({ tokenHash: sha256(token) })
        .delete();
      return closed > 0;
    },

    async closeAll(owner: SessionOwner): Promise<void> {
      await knex('sessions').where(owner).delete();
    },

    /** False when `owner` has no such session. */
    async closeOne(owner: SessionOwner, sessionId: string): Promise<boolean> {
      return (await knex('sessions').where(owner).where({ sessionId }).delete()) > 0;
    },

    /** Every session of its owner but the one that asks: after a change of what is logged in with. */
    async closeOthers(owner: SessionOwner, token: string): Promise<void> {
      await knex('sessions')
        .where(owner)
        .whereNot({ tokenHash: sha256(token) })
        .delete();
    },
  };
}
