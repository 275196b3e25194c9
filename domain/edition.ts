import type { SmsTemplates } from './notification.ts';
import type { RefundPolicy } from './refund.ts';
import type { MobileProof } from './registration.ts';
import type { SurveyQuestion } from './survey.ts';

/** A text that is read in either language. */
interface Bilingual {
  zh: string;
  en: string;
}

/** What an organiser decides of an edition but for its lists. Times are ISO 8601 in UTC. */
export interface EditionSettings {
  nameZh: string;
  nameEn: string;
  /** Whose visitors come back to this one. */
  previousEdition: string | null;
  registrationOpensAt: string;
  registrationClosesAt: string;
  expoClosesAt: string;
  feesFen: { professional: number; vip: number };
  taxCode: string;
  /** Hundredths of a percent: 600 is 6 %. */
  taxRateBp: number;
  /** Two: a unit's own delegation endorses, the one above it approves (G4.3). */
  reviewLevels: 1 | 2;
  refundPolicy: RefundPolicy;
  autoRefundDays: number;
  /** From many to few. */
  closingReminderDays: number[];
  reviewReminderDays: number;
  reviewRepeatDays: number;
  returnGraceDays: number;
  mobileProof: MobileProof;
  retentionDays: number;
  terms: Bilingual & { version: string };
  /** What is said beside the fields of document numbers and photos; empty where nothing is. */
  notices: { document: Bilingual; photo: Bilingual };
  smsTemplates: SmsTemplates;
}

/** A row of the contact table (G1.5) and whose units without a code it gets (G1.2): `广东省/佛山市`, or the rest of a province. */
export interface PlannedDelegation {
  no: number;
  parentNo: number | null;
  nameZh: string;
  nameEn: string;
  organisationZh: string;
  contactsZh: string;
  phones: string;
  kind: 'region' | 'industry';
  places: string[];
}

export interface PlannedEvent {
  titleZh: string;
  titleEn: string;
  placeZh: string;
  placeEn: string;
  startsAt: string;
  endsAt: string;
  signUpClosesAt: string;
  capacity: number;
  cancelled: boolean;
}

/** All of an edition that its organiser decides: delegations by number, events by their start, questions in their order. */
export interface EditionPlan extends EditionSettings {
  edition: string;
  delegations: PlannedDelegation[];
  events: PlannedEvent[];
  survey: SurveyQuestion[];
}

/** One thing that is another: `at` is `feesFen.vip`, `delegation 3`, `delegation 3 phones`, `event 对接会 capacity`, `survey overall`. */
export interface EditionChange {
  sign: '+' | '-' | '~';
  at: string;
  /** Left out where there is none. */
  from?: unknown;
  to?: unknown;
}

const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** The order a plan's lists are compared in. */
export function inOrder(plan: EditionPlan): EditionPlan {
  return {
    ...plan,
    closingReminderDays: plan.closingReminderDays.toSorted((a, b) => b - a),
    delegations: plan.delegations
      .map((delegation) => ({ ...delegation, places: delegation.places.toSorted(byText) }))
      .toSorted((a, b) => a.no - b.no),
    events: plan.events.toSorted((a, b) => byText(a.startsAt, b.startsAt) || byText(a.titleZh, b.titleZh)),
  };
}

/** Events go by their titles; of several with one title by their starts as well. */
export function eventNames(events: readonly Pick<PlannedEvent, 'titleZh'>[]): string[] {
  return events.map(({ titleZh }, index) => {
    const before = events.slice(0, index).filter((event) => event.titleZh === titleZh).length;
    return before === 0 ? titleZh : `${titleZh} (${before + 1})`;
  });
}

const isParted = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** As JSON, whatever the order of its fields: a database has its own. */
function told(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    isParted(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => byText(a, b))) : part,
  );
}

/** What differs between two values, part by part; a list is one part. */
function differences(at: string, join: string, from: unknown, to: unknown): EditionChange[] {
  if (isParted(from) || isParted(to)) {
    const [before, after] = [from, to].map((value) => (isParted(value) ? value : {})) as [
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      differences(at === '' ? name : `${at}${join}${name}`, '.', before[name], after[name]),
    );
  }
  if (told(from) === told(to)) return [];
  return [{ sign: '~', at, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

type Things = ReadonlyMap<string, { title: string; parts: object }>;

function changesOfThings(before: Things, after: Things): EditionChange[] {
  const changes: EditionChange[] = [];
  for (const [at, { title, parts }] of after) {
    const there = before.get(at);
    if (there) changes.push(...differences(at, ' ', there.parts, parts));
    else changes.push({ sign: '+', at, to: title });
  }
  for (const [at, { title }] of before) if (!after.has(at)) changes.push({ sign: '-', at, from: title });
  return changes;
}

const thingsOf = {
  delegations: ({ delegations }: EditionPlan): Things =>
    new Map(delegations.map(({ no, ...parts }) => [`delegation ${no}`, { title: parts.nameZh, parts }])),
  events({ events }: EditionPlan): Things {
    const names = eventNames(events);
    return new Map(
      events.map(({ titleZh: _title, ...parts }, index) => [`event ${names[index]}`, { title: parts.startsAt, parts }]),
    );
  },
  survey: ({ survey }: EditionPlan): Things =>
    new Map(survey.map(({ code, ...parts }) => [`survey ${code}`, { title: parts.zh, parts }])),
};

/** The order of questions that both have. */
function orderOfQuestions(before: EditionPlan, after: EditionPlan): EditionChange[] {
  const codes = ({ survey }: EditionPlan, other: EditionPlan) =>
    survey.map(({ code }) => code).filter((code) => other.survey.some((question) => question.code === code));
  return differences('survey order', ' ', codes(before, after), codes(after, before));
}

/** What makes one plan of the other; of an edition that is not there yet all of it. */
export function diffEditions(before: EditionPlan | undefined, after: EditionPlan): EditionChange[] {
  const { edition, delegations: _delegations, events: _events, survey: _survey, ...settings } = after;
  if (!before) {
    const none: Things = new Map();
    return [
      { sign: '+', at: `edition ${edition}`, to: after.nameZh },
      ...differences('', '.', undefined, settings),
      ...Object.values(thingsOf).flatMap((things) => changesOfThings(none, things(after))),
    ];
  }
  const { edition: _e, delegations: _d, events: _v, survey: _s, ...there } = before;
  return [
    ...differences('', '.', there, settings),
    ...Object.values(thingsOf).flatMap((things) => changesOfThings(things(before), things(after))),
    ...orderOfQuestions(before, after),
  ];
}

/** Whether two lists of changes say the same. */
export const areSame = (some: readonly EditionChange[], others: readonly EditionChange[]): boolean =>
  told(some) === told(others);

/** What two people of the bureau change together: what units pay, get back and are taxed. */
export function isMoney({ at }: EditionChange): boolean {
  return /^(?:feesFen\.|taxCode$|taxRateBp$|refundPolicy$|autoRefundDays$)/.test(at);
}

/** What the runs of registrations go by (`registration-deadline.ts`). */
export function isOfCalendar({ at }: EditionChange): boolean {
  return [
    'registrationClosesAt',
    'closingReminderDays',
    'reviewReminderDays',
    'reviewRepeatDays',
    'returnGraceDays',
  ].includes(at);
}

/**
 * The plan with its dates moved: registration opened `opened` days before `now` and is open `open` days more, the expo closes
 * `after` days later, and what takes place beside it keeps its distance from that. Of an edition that is there already (`there`) the dates stay.
 */
export function datedFrom(
  plan: EditionPlan,
  {
    now,
    there,
  }: {
    now: Date;
    there: Pick<EditionPlan, 'registrationOpensAt' | 'registrationClosesAt' | 'expoClosesAt'> | undefined;
  },
): EditionPlan {
  // Whole minutes, as dates of a file are.
  const base = Math.floor(now.getTime() / 60_000) * 60_000;
  const day = 86_400_000;
  const at = (ms: number) => new Date(ms).toISOString();
  const dates = there ?? {
    registrationOpensAt: at(base - 30 * day),
    registrationClosesAt: at(base + 120 * day),
    expoClosesAt: at(base + 140 * day),
  };
  const { registrationOpensAt, registrationClosesAt, expoClosesAt } = dates;
  // By whole days: what begins at nine goes on beginning at nine.
  const moved = Math.round((Date.parse(expoClosesAt) - Date.parse(plan.expoClosesAt)) / day) * day;
  const move = (time: string) => at(Date.parse(time) + moved);
  return {
    ...plan,
    registrationOpensAt,
    registrationClosesAt,
    expoClosesAt,
    events: plan.events.map((event) => ({
      ...event,
      startsAt: move(event.startsAt),
      endsAt: move(event.endsAt),
      signUpClosesAt: move(event.signUpClosesAt),
    })),
  };
}

/** Any part of an edition's settings, and any part of a part; texts' codes and the survey as a whole. */
export type EditionPatch = {
  [K in keyof EditionSettings]?:
    | (K extends 'feesFen' | 'terms' | 'notices'
        ? { [P in keyof EditionSettings[K]]?: EditionSettings[K][P] | undefined }
        : EditionSettings[K])
    | undefined;
} & { survey?: SurveyQuestion[] | undefined };

/** A part with what was given of it in its place. */
function withGiven<T extends object>(there: T, given: { [P in keyof T]?: T[P] | undefined } = {}): T {
  return { ...there, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/** The plan with a part of it changed. */
export function patched(plan: EditionPlan, { feesFen, terms, notices, ...patch }: EditionPatch): EditionPlan {
  return inOrder({
    ...withGiven(plan, patch),
    feesFen: withGiven(plan.feesFen, feesFen),
    terms: withGiven(plan.terms, terms),
    notices: withGiven(plan.notices, notices),
  });
}
