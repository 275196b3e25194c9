import { linesForAudit } from '../../domain/edition-line.ts';
import { diffEditions, type EditionChange, type EditionPlan } from '../../domain/edition.ts';
import { contradictionsOf, refusalsOf, refusalsOfEnd, type EditionFault } from '../../domain/edition-refusal.ts';
import { createAudit, type NewAuditEntry } from '../audit.ts';
import { createEditionPlans } from '../edition-plan.ts';
import type { Store } from '../knex.ts';
import { editionFacts } from './edition-facts.ts';
import { createEditionWriter } from './edition-write.ts';

/** What becomes of an edition, and why not. */
export interface EditionOutcome {
  changes: EditionChange[];
  contradictions: EditionFault[];
  refusals: EditionFault[];
  /** As it is by now. */
  plan: EditionPlan;
  isNew: boolean;
  closes: boolean;
}

interface ChangeOfEdition {
  edition: string;
  /** Of what is there makes what is to be there. */
  change: (before: EditionPlan | undefined) => EditionPlan;
  close?: boolean;
  now: Date;
  dryRun?: boolean;
  /** Who, on record with what changed. */
  by: Pick<NewAuditEntry, 'staffId' | 'requestId'> & { detail?: Record<string, unknown> };
}

/**
 * The one way an edition changes, by command and over HTTP: what differs is looked at and written under one lock, all of it or
 * nothing, and is on record. Within a transaction.
 */
export async function changeEdition(
  trx: Store,
  { edition, change, close = false, now, dryRun = false, by }: ChangeOfEdition,
): Promise<EditionOutcome> {
  // All of them: which one is current hangs on the others. Two that make the first one meet at the table's keys.
  await trx.knex('editions').orderBy('edition').forNoKeyUpdate().select('edition');
  const before = await createEditionPlans(trx).find(edition);
  const plan = change(before);
  const changes = diffEditions(before, plan);
  const facts = await editionFacts(trx, edition);
  const closes = close && facts.closedAt === null;
  const outcome = {
    changes,
    contradictions: contradictionsOf(plan),
    refusals: [...refusalsOf({ before, changes, facts, now }), ...(closes ? refusalsOfEnd(facts) : [])],
    plan,
    isNew: before === undefined,
    closes,
  };
  if (dryRun || outcome.contradictions.length + outcome.refusals.length > 0) return outcome;
  const { detail = {}, ...who } = by;
  const audit = createAudit(trx);
  if (changes.length > 0) {
    await createEditionWriter(trx).write(plan, changes, { isNew: outcome.isNew });
    await audit.append({
      ...who,
      action: 'edition_changed',
      subject: edition,
      detail: { ...detail, changes: linesForAudit(changes) },
    });
  }
  if (closes) {
    await createEditionWriter(trx).close(edition);
    await audit.append({ ...who, action: 'edition_closed', subject: edition, detail });
  }
  return outcome;
}
