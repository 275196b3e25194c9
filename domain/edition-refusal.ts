import { inChina } from './edition-line.ts';
import { eventNames, type EditionChange, type EditionPlan, type PlannedDelegation } from './edition.ts';
import { say, type Said } from './message.ts';

/** Why a plan is not taken: `at` as in a change. */
export interface EditionFault {
  at: string;
  said: Said;
}

/** What is there of an edition that a change could break. */
export interface EditionFacts {
  /** Another edition that is current and has not ended. */
  otherOpen: string | null;
  closedAt: string | null;
  /** Registrations, and of these those not submitted, or returned. */
  units: number;
  fillingIn: number;
  /** When those under review were submitted, ascending. */
  submissions: readonly string[];
  /** Units that accepted the terms' version as it stands. */
  acceptedTerms: number;
  /** Orders that await payment or are being closed, by whom they have people of. */
  awaiting: { professional: number; vip: number };
  surveyAnswers: number;
  /** By number. */
  delegations: ReadonlyMap<number, { units: number; staff: number; codes: number }>;
  /** People signed up, by the event's name. */
  signedUp: ReadonlyMap<string, number>;
  /** Counts of what is in the way of its end. */
  unfinished: { orders: number; refunds: number; owed: number; suspense: number; invoices: number };
}

const at = (where: string, said: Said): EditionFault => ({ at: where, said });

function faultsOfDates(plan: EditionPlan): EditionFault[] {
  const { registrationOpensAt, registrationClosesAt, expoClosesAt, previousEdition, edition } = plan;
  return [
    ...(registrationOpensAt < registrationClosesAt ? [] : [at('registrationClosesAt', say('closes_before_opening'))]),
    ...(registrationClosesAt < expoClosesAt ? [] : [at('expoClosesAt', say('expo_before_closing'))]),
    ...(previousEdition === edition ? [at('previousEdition', say('previous_is_itself'))] : []),
  ];
}

function isBelowItself(delegation: PlannedDelegation, byNo: ReadonlyMap<number, PlannedDelegation>): boolean {
  const seen = new Set<number>();
  for (let no = delegation.parentNo; no !== null && !seen.has(no); no = byNo.get(no)?.parentNo ?? null) {
    if (no === delegation.no) return true;
    seen.add(no);
  }
  return false;
}

function faultsOfDelegations({ delegations }: EditionPlan): EditionFault[] {
  const byNo = new Map(delegations.map((delegation) => [delegation.no, delegation]));
  const careOf = new Map<string, number>();
  return delegations.flatMap((delegation, index) => {
    const { no, parentNo, kind, places } = delegation;
    const faults: EditionFault[] = [];
    if (delegations.findIndex((other) => other.no === no) < index)
      return [at(`delegation ${no} no`, say('delegation_there', { no }))];
    if (parentNo !== null && !byNo.has(parentNo))
      faults.push(at(`delegation ${no} parentNo`, say('delegation_above_unknown', { no: parentNo })));
    if (isBelowItself(delegation, byNo)) faults.push(at(`delegation ${no} parentNo`, say('delegation_below_itself')));
    if (kind === 'industry' && places.length > 0) faults.push(at(`delegation ${no} places`, say('no_place')));
    for (const place of places) {
      const holder = careOf.get(place);
      if (holder !== undefined) faults.push(at(`delegation ${no} places`, say('place_taken', { place, no: holder })));
      else careOf.set(place, no);
    }
    return faults;
  });
}

function faultsOfEvents({ events }: EditionPlan): EditionFault[] {
  const names = eventNames(events);
  return events.flatMap(({ startsAt, endsAt, signUpClosesAt }, index) => [
    ...(startsAt < endsAt ? [] : [at(`event ${names[index]} endsAt`, say('ends_before_start'))]),
    ...(signUpClosesAt <= endsAt ? [] : [at(`event ${names[index]} signUpClosesAt`, say('sign_up_after_end'))]),
  ]);
}

function faultsOfSurvey({ survey }: EditionPlan): EditionFault[] {
  return survey.flatMap(({ code, kind, options }, index) => {
    const codes = new Set(options.map((option) => option.code));
    const fits = kind === 'choice' ? codes.size >= 2 && codes.size === options.length : options.length === 0;
    return [
      ...(survey.findIndex((other) => other.code === code) < index ? [at(`survey ${code} code`, say('twice'))] : []),
      ...(fits ? [] : [at(`survey ${code} options`, say('options_unfit'))]),
    ];
  });
}

/** What in a plan contradicts itself, whatever is there. */
export function contradictionsOf(plan: EditionPlan): EditionFault[] {
  return [...faultsOfDates(plan), ...faultsOfDelegations(plan), ...faultsOfEvents(plan), ...faultsOfSurvey(plan)];
}

/** Of a question that was answered its words may change; what was answered must stay an answer. */
function spoilsAnswers({ sign, at: where, from, to }: EditionChange): boolean {
  if (!where.startsWith('survey ')) return false;
  if (sign !== '~') return sign === '-';
  if (where.endsWith(' kind')) return true;
  if (!where.endsWith(' options')) return false;
  const codes = (options: unknown) => (options as { code: string }[]).map(({ code }) => code);
  return codes(from).some((code) => !codes(to).includes(code));
}

function refusalOf(
  change: EditionChange,
  { facts, before, now }: { facts: EditionFacts; before: EditionPlan; now: Date },
): Said | undefined {
  const { sign, at: where, to } = change;
  const { units, fillingIn, submissions, acceptedTerms, awaiting, surveyAnswers } = facts;
  if (where === 'feesFen.professional' || where === 'feesFen.vip') {
    const orders = awaiting[where === 'feesFen.vip' ? 'vip' : 'professional'];
    return orders > 0 ? say('fees_of_live_orders', { orders }) : undefined;
  }
  if (where === 'registrationClosesAt') {
    const closes = to as string;
    if (fillingIn > 0 && closes <= now.toISOString()) return say('closing_passed', { units: fillingIn });
    const later = submissions.filter((time) => time > closes);
    return later.length > 0
      ? say('closing_before_submission', { units: later.length, time: inChina(later.at(-1)!) })
      : undefined;
  }
  if (where === 'registrationOpensAt')
    return units > 0 && (to as string) > now.toISOString() ? say('opening_after_units', { units }) : undefined;
  if (spoilsAnswers(change)) return surveyAnswers > 0 ? say('survey_answered', { units: surveyAnswers }) : undefined;
  const delegation = /^delegation (\d+)$/.exec(where)?.[1];
  if (delegation !== undefined && sign === '-') {
    const { units: of = 0, staff = 0, codes = 0 } = facts.delegations.get(Number(delegation)) ?? {};
    return of + staff + codes > 0 ? say('delegation_in_use', { units: of, staff, codes }) : undefined;
  }
  const event = sign === '~' ? /^event (.+)( capacity| cancelled)$/.exec(where) : /^event (.+)$/.exec(where);
  if (event) {
    const places = facts.signedUp.get(event[1]!) ?? 0;
    if (event[2] === ' cancelled') return to === false ? say('event_cancelled') : undefined;
    const tooFew = event[2] === ' capacity' ? (to as number) < places : sign === '-' && places > 0;
    return tooFew ? say('places_taken', { places }) : undefined;
  }
  const { version } = before.terms;
  return /^terms\.(?:zh|en)$/.test(where) && acceptedTerms > 0
    ? say('terms_accepted', { units: acceptedTerms, version })
    : undefined;
}

/** What changes would break, all of it. Nothing of an edition that is not there yet (`before`) is in the way of it. */
export function refusalsOf({
  before,
  changes,
  facts,
  now,
}: {
  before: EditionPlan | undefined;
  changes: readonly EditionChange[];
  facts: EditionFacts;
  now: Date;
}): EditionFault[] {
  if (changes.length === 0) return [];
  if (facts.closedAt !== null) return [at('edition', say('edition_closed_at', { time: inChina(facts.closedAt) }))];
  const foreign =
    facts.otherOpen === null ? [] : [at('edition', say('other_edition_open', { edition: facts.otherOpen }))];
  if (!before) return foreign;
  // With a version of its own a text is nobody's who accepted the one before.
  const isNewVersion = changes.some((change) => change.at === 'terms.version');
  const looked = changes.filter((change) => !(isNewVersion && change.at.startsWith('terms.')));
  return [
    ...foreign,
    ...looked.flatMap((change) => {
      const said = refusalOf(change, { facts, before, now });
      return said ? [at(change.at, said)] : [];
    }),
  ];
}

/** What is in the way of an edition's end: live orders, money on its way, units nobody has decided on. */
export function refusalsOfEnd({ fillingIn, submissions, unfinished }: EditionFacts): EditionFault[] {
  const { orders, refunds, owed, suspense, invoices } = unfinished;
  const units = fillingIn + submissions.length;
  const counts: [number, Said][] = [
    [units, say('units_undecided', { units })],
    [orders, say('orders_live', { orders })],
    [refunds, say('refunds_open', { refunds })],
    [owed, say('money_owed', { people: owed })],
    [suspense, say('money_in_suspense', { payments: suspense })],
    [invoices, say('invoices_open', { invoices })],
  ];
  return counts.filter(([count]) => count > 0).map(([, said]) => at('close', said));
}
