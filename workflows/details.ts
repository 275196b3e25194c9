import { setCurrentDetails } from '@temporalio/workflow';
import { ActivityFailure } from '@temporalio/common';

/*
 * What whoever looks at a run reads: what it waits for, on whom and since when; what was tried in vain; and where our own pages say
 * more. None of it is part of the history: it may differ from one version of this program to the next.
 */

let waits = '';
const inVain = new Map<string, string>();
let publicUrl: string | undefined;
let pages: readonly string[] = [];

/** Where API and pages are reached, as the start of the run says. Whoever reaches Temporal starts runs: what is no plain address is left out. */
export function reachedAt(url: unknown): void {
  if (typeof url === 'string' && /^https?:\/\/[\w.:/-]{1,200}$/.test(url)) publicUrl = url;
}

const pagesOf = {
  order: ['/ops/orders/', '/operator/orders/'],
  refund: ['/ops/refunds/', '/operator/refunds/'],
  invoice: ['/ops/invoices/', '/operator/invoices/'],
  registration: ['/review/registrations/', '/bureau/registrations/'],
} as const;

/** What the run is about, for links to it. */
export function isAbout(what: keyof typeof pagesOf, id: string): void {
  const [api, page] = pagesOf[what];
  pages = [`/api/v1${api}${id}`, `/app${page}${id}`];
  show();
}

/** What it waits for now, in markdown. */
export function explain(text: string): void {
  waits = text;
  show();
}

/** Words of an error that are no person's: activities see to it (failures.ts). */
function reasonOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Why it still waits: something was tried so often since then; told until it is done. */
export function triedInVain(step: string, tried: { attempts: number; since: string; error: unknown }): void {
  const { attempts, since, error } = tried;
  inVain.set(step, `Attempt ${attempts} since ${since}, in vain: ${reasonOf(error)}. It is tried again.`);
  show();
}

export function done(step: string): void {
  if (inVain.delete(step)) show();
}

function show(): void {
  const [api, page] = pages;
  const links = publicUrl !== undefined && api ? [`[API](${publicUrl}${api}) · [console](${publicUrl}${page})`] : [];
  setCurrentDetails([waits, ...inVain.values(), ...links].filter(Boolean).join('\n\n'));
}
