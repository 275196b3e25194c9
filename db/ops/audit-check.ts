import type { AuditHead } from '../audit.ts';
import { rowsOf, type Store } from '../knex.ts';

/** What the chain says of the audit: the first broken position comes first. */
export interface AuditCheck {
  entries: number;
  head: AuditHead | null;
  violations: string[];
}

interface Broken {
  position: number;
  before: number;
  auditId: number;
  isGone: boolean;
}

/** As many as anybody reads; one changed entry breaks one position, a chain that was lost breaks all. */
const mostTold = 1_000;

/** Every link: each position follows the one before it, and its hash is that of its entry behind the hash before it. */
const links = `
  SELECT position, before, audit_id, is_gone FROM (
    SELECT c.position, coalesce(lag(c.position) OVER chain, 0) AS before, c.audit_id, e.audit_id IS NULL AS is_gone, c.hash,
      sha256(lag(c.hash, 1, ''::bytea) OVER chain || audit_entry_bytes(e)) AS due
    FROM audit_chain c LEFT JOIN audit_entries e ON e.audit_id = c.audit_id
    WINDOW chain AS (ORDER BY c.position)) link
  WHERE position <> before + 1 OR is_gone OR hash <> due
  ORDER BY position LIMIT ${mostTold}`;

const unchained = `
  SELECT e.audit_id, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
  FROM audit_entries e LEFT JOIN audit_chain c ON c.audit_id = e.audit_id
  WHERE c.audit_id IS NULL ORDER BY e.audit_id LIMIT ${mostTold}`;

function tell({ position, before, auditId, isGone }: Broken): string {
  if (position !== before + 1)
    return position === before + 2
      ? `position ${before + 1}: removed from the chain`
      : `positions ${before + 1} to ${position - 1}: removed from the chain`;
  if (isGone) return `position ${position}: its entry ${auditId} was removed`;
  return `position ${position}: its entry ${auditId} is not what was chained there: changed, put in or moved`;
}

/** Reads `position:hash`, as an audit prints it; undefined for anything else. */
export function parseAuditHead(text: string): AuditHead | undefined {
  const [, position, hash] = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  return position && hash ? { position: Number(position), hash: hash.toLowerCase() } : undefined;
}

/**
 * Recomputes the whole chain. A chain that somebody wrote anew, or whose end they cut off, is whole in itself: that shows by `noted`,
 * a head that was written down outside of this database.
 */
export function checkAudit({ knex }: Store, noted?: AuditHead): Promise<AuditCheck> {
  return knex.transaction(
    async (trx) => {
      const last = await trx('audit_chain').orderBy('position', 'desc').first('position', 'hash');
      const { count } = (await rowsOf<{ count: number }>(trx, 'SELECT count(*) FROM audit_entries'))[0]!;
      const broken = await rowsOf<Broken>(trx, links);
      const strangers = await rowsOf<{ auditId: number; at: string }>(trx, unchained);
      const kept = noted && (await trx('audit_chain').where('position', noted.position).first('hash'));
      const ofNoted = () => {
        if (!noted || kept?.hash.toString('hex') === noted.hash) return [];
        const end = last ? `the chain ends at ${last.position}` : 'the chain is empty';
        return kept
          ? [`position ${noted.position}: its hash was ${noted.hash} when it was noted, and is another`]
          : [`position ${noted.position}: noted as the head, and is not there; ${end}`];
      };
      return {
        entries: count,
        head: last ? { position: last.position, hash: last.hash.toString('hex') } : null,
        violations: [
          ...broken.map(tell),
          ...strangers.map(({ auditId, at }) => `entry ${auditId} of ${at}: in no position, put in past the chain`),
          ...ofNoted(),
        ],
      };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}
