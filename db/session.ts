import { randomBytes } from 'node:crypto';
import type { Store } from './knex.ts';
import { sha256 } from './personal-data.ts';

export type Session =
  | { role: 'unit'; unitId: string; registrationId: string; edition: string }
  | { role: 'delegation'; staffId: string; delegationId: number }
  | { role: 'bureau'; staffId: string }
  | { role: 'operator'; staffId: string };

export type Role = Session['role'];

/** Whose session it is: the scope of idempotency keys and rate limits. */
export function principalOf(session: Session): string {
  return session.role === 'unit' ? `unit:${session.unitId}` : `staff:${session.staffId}`;
}

/** Opaque bearer tokens; only their hash is stored. */
export function createSessions({ knex }: Store) {
  return {
    async open(
      owner: { unitId: string } | { staffId: string },
      hours: number,
    ): Promise<{ token: string; expiresAt: Date }> {
      const token = randomBytes(32).toString('base64url');
      const [row] = await knex('sessions')
        .insert({
          tokenHash: sha256(token),
          unitId: 'unitId' in owner ? owner.unitId : null,
          staffId: 'staffId' in owner ? owner.staffId : null,
          expiresAt: knex.raw("now() + ? * interval '1 hour'", [hours]),
        })
        .returning('expiresAt');
      return { token, expiresAt: row!.expiresAt };
    },

    async find(token: string): Promise<Session | undefined> {
      const row = await knex('sessions as s')
        .leftJoin('units as u', 'u.unitId', 's.unitId')
        .leftJoin('registrations as r', 'r.unitId', 's.unitId')
        .leftJoin('staff as f', 'f.staffId', 's.staffId')
        .where('s.tokenHash', sha256(token))
        .whereRaw('s.expires_at > now() AND f.disabled_at IS NULL AND u.released_at IS NULL')
        .first('s.unitId', 'u.edition', 'r.registrationId', 's.staffId', 'f.role', 'f.delegationId');
      if (!row) return undefined;
      if (row.unitId && row.registrationId)
        return { role: 'unit', unitId: row.unitId, registrationId: row.registrationId, edition: row.edition! };
      if (row.staffId && row.role === 'delegation')
        return { role: 'delegation', staffId: row.staffId, delegationId: row.delegationId! };
      return row.staffId && row.role && row.role !== 'delegation'
        ? { role: row.role, staffId: row.staffId }
        : undefined;
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

    /** Every session of a unit but the one that asks: after a change of password. */
    async closeOthers(unitId: string, token: string): Promise<void> {
      await knex('sessions')
        .where({ unitId })
        .whereNot({ tokenHash: sha256(token) })
        .delete();
    },
  };
}
