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

interface Row {
  unit_id: string | null;
  edition: string | null;
  registration_id: string | null;
  staff_id: string | null;
  role: 'delegation' | 'bureau' | 'operator' | null;
  delegation_id: number | null;
}

/** Opaque bearer tokens; only their hash is stored. */
export function createSessions({ knex }: Store) {
  return {
    async open(owner: { unitId: string } | { staffId: string }, hours: number): Promise<{ token: string; expiresAt: Date }> {
      const token = randomBytes(32).toString('base64url');
      const [row] = await knex('sessions')
        .insert({
          token_hash: sha256(token),
          unit_id: 'unitId' in owner ? owner.unitId : null,
          staff_id: 'staffId' in owner ? owner.staffId : null,
          expires_at: knex.raw("now() + ? * interval '1 hour'", [hours]),
        })
        .returning<{ expires_at: Date }[]>('expires_at');
      return { token, expiresAt: row!.expires_at };
    },

    async find(token: string): Promise<Session | undefined> {
      const row = (await knex('sessions as s')
        .leftJoin('units as u', 'u.unit_id', 's.unit_id')
        .leftJoin('registrations as r', 'r.unit_id', 's.unit_id')
        .leftJoin('staff as f', 'f.staff_id', 's.staff_id')
        .where('s.token_hash', sha256(token))
        .whereRaw('s.expires_at > now() AND f.disabled_at IS NULL AND u.released_at IS NULL')
        .first('s.unit_id', 'u.edition', 'r.registration_id', 's.staff_id', 'f.role', 'f.delegation_id')) as Row | undefined;
      if (!row) return undefined;
      if (row.unit_id && row.registration_id)
        return { role: 'unit', unitId: row.unit_id, registrationId: row.registration_id, edition: row.edition! };
      if (row.staff_id && row.role === 'delegation') return { role: 'delegation', staffId: row.staff_id, delegationId: row.delegation_id! };
      return row.staff_id && row.role && row.role !== 'delegation' ? { role: row.role, staffId: row.staff_id } : undefined;
    },

    /** False when it was over already. */
    async close(token: string): Promise<boolean> {
      const closed = await knex('sessions')
        .where({ token_hash: sha256(token) })
        .delete();
      return closed > 0;
    },

    /** Every session of a unit but the one that asks: after a change of password. */
    async closeOthers(unitId: string, token: string): Promise<void> {
      await knex('sessions')
        .where({ unit_id: unitId })
        .whereNot({ token_hash: sha256(token) })
        .delete();
    },
  };
}
