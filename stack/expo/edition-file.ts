import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { readEditionFile } from '../../api/edition-file.ts';
import { createReference } from '../../db/reference.ts';
import { changeEdition, type EditionOutcome } from '../../db/ops/edition-apply.ts';
import { inTransaction, type Store } from '../../db/knex.ts';
import { isDemoEdition, seedDemoCodes } from '../../db/seeds/demo.ts';
import { datedFrom, isOfCalendar, type EditionPlan } from '../../domain/edition.ts';
import { lineOf } from '../../domain/edition-line.ts';
import { worded } from '../../domain/message.ts';

export interface EditionFileSettings {
  file: string;
  /** With dates around today, and a code for each delegation. */
  demo?: boolean;
  /** Does nothing beside an edition. */
  ifNone?: boolean;
  close?: boolean;
  dryRun?: boolean;
  say: (line: string) => void;
}

/** Who runs a command, as the system calls them. */
function userOfSystem(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without a name, as in many containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

async function planIn(store: Store, file: string, say: (line: string) => void): Promise<EditionPlan> {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
  const reference = createReference(store);
  const [provinces, cities] = [await reference.list('provinces'), await reference.list('cities')];
  if (provinces.length === 0) throw new Error('The database has no vocabularies yet: install them first');
  const read = readEditionFile(source, {
    file: basename(file),
    readBeside: (name) => readFileSync(join(dirname(file), name)),
    provinces,
    cities,
  });
  if ('plan' in read) return read.plan;
  for (const { file: where, line, path, text } of read.faults)
    say(`${where}:${line}${path === '' ? '' : ` ${path}`}: ${text}`);
  throw new Error(`Nothing was changed: ${read.faults.length} fault(s) in the file`);
}

function tell({ changes, refusals, plan, isNew, closes }: EditionOutcome, { dryRun, say }: EditionFileSettings): void {
  for (const change of changes) say(lineOf(change));
  for (const { at, said } of refusals) say(`refused: ${at}: ${worded(said, 'en', at)}`);
  if (refusals.length > 0) throw new Error(`Nothing was changed: ${refusals.length} refusal(s)`);
  if (changes.length === 0 && !closes) say('Nothing to change.');
  else if (dryRun) say(`${changes.length} change(s)${closes ? ' and the end' : ''}; nothing was written.`);
  else if (changes.length > 0) say(`Edition ${plan.edition}: ${changes.length} change(s) made.`);
  if (dryRun) return;
  if (!isNew && changes.some(isOfCalendar)) say('Registrations that are open hear of it within five minutes.');
  if (closes) say(`Edition ${plan.edition} has ended.`);
}

/** Makes an edition what its file says, or says why not; the error that ends it counts what the lines before it tell. */
export async function applyEditionFile(store: Store, settings: EditionFileSettings): Promise<void> {
  const { file, demo = false, ifNone = false, close = false, dryRun = false, say } = settings;
  const there = ifNone ? await store.knex('editions').orderBy('isCurrent', 'desc').first('edition') : undefined;
  if (there) return say(`Edition ${there.edition} is there.`);
  const written = await planIn(store, file, say);
  const { edition } = written;
  const now = new Date();
  const { outcome, codes } = await inTransaction(store, async (trx) => {
    const outcome = await changeEdition(trx, {
      edition,
      change: (before) => (demo ? datedFrom(written, { now, there: before }) : written),
      close,
      now,
      dryRun,
      by: { detail: { by: 'edition:apply', user: userOfSystem() } },
    });
    if (demo && !outcome.isNew && !(await isDemoEdition(trx.knex, edition)))
      throw new Error(`Edition ${edition} is no demo: it was made without --demo`);
    if (close && outcome.isNew) throw new Error(`There is no edition ${edition} to end`);
    return {
      outcome,
      codes: demo && !dryRun && outcome.refusals.length === 0 ? await seedDemoCodes(trx.knex, edition) : 0,
    };
  });
  tell(outcome, settings);
  if (codes > 0) say(`Invitation codes DEMO-NN, one for each delegation: ${codes} made.`);
}
