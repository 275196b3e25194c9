import { attendeeLists, badgeTypes, pickupWays } from '../domain/attendee.ts';
import { warningCodes } from '../domain/attendee-warning.ts';
import { auditActions } from '../domain/audit.ts';
import { lineTransitions } from '../domain/badge.ts';
import { closedReasons, orderTabs, orderTransitions } from '../domain/badge-order.ts';
import { consentKinds } from '../domain/consent.ts';
import { questionKinds } from '../domain/survey.ts';
import { permitRegions } from '../domain/identity.ts';
import { titleKinds } from '../domain/invoice-title.ts';
import { invoiceTransitions } from '../domain/invoice.ts';
import { notificationKinds } from '../domain/notification.ts';
import { personReviewResults } from '../domain/person-review.ts';
import { channels, paymentTransitions } from '../domain/payment.ts';
import { progressSteps, stepStates, waitedFor } from '../domain/progress.ts';
import { differenceKinds } from '../domain/reconciliation.ts';
import { refundPolicies, refundTransitions } from '../domain/refund.ts';
import { decisions, mobileProofs, shownStates, unitCategories } from '../domain/registration.ts';
import { shipmentStates } from '../domain/shipment.ts';
import { staffRoles } from '../domain/staff-request.ts';
import { statesOf } from '../domain/state-machine.ts';
import { vocabularies } from '../db/reference.ts';
import { disputeStates } from '../domain/dispute.ts';
import { roles } from './admission.ts';
import { delegationFields } from './delegation-schema.ts';
import { sex } from './schemas.ts';
import { sheetFormats } from './spreadsheet.ts';

/** What the document calls the lists of words or numbers that schemas choose from. */
const words: Record<string, readonly (string | number)[]> = {
  AttendeeWarningCode: warningCodes,
  AuditAction: auditActions,
  BadgeType: badgeTypes,
  ClosedReason: closedReasons,
  ConsentKind: consentKinds,
  Decision: decisions,
  DelegationKind: delegationFields.kind.options,
  DifferenceKind: differenceKinds,
  DisputeState: disputeStates,
  Flag: ['true', 'false'],
  InvoiceState: statesOf(invoiceTransitions),
  LineState: statesOf(lineTransitions),
  MobileProofRule: mobileProofs,
  NotificationKind: notificationKinds,
  OrderState: statesOf(orderTransitions),
  OrderTab: orderTabs,
  PaymentChannel: channels,
  PaymentState: statesOf(paymentTransitions),
  PermitRegion: permitRegions,
  PersonReviewResult: personReviewResults,
  Pickup: pickupWays,
  ProgressStep: progressSteps,
  QuestionKind: questionKinds,
  RefundPolicy: refundPolicies,
  RefundState: statesOf(refundTransitions),
  // A unit's region and the list that a person is on: the same three.
  Region: attendeeLists,
  RegistrationState: shownStates,
  ReviewLevel: [1, 2],
  Role: roles,
  Sex: sex.options,
  SheetFormat: sheetFormats,
  ShipmentState: shipmentStates,
  StaffRole: staffRoles,
  StepState: stepStates,
  TitleKind: titleKinds,
  UnitCategory: unitCategories,
  Vocabulary: vocabularies,
  WaitedFor: waitedFor,
};

const keyOf = (values: readonly unknown[]) => JSON.stringify(values);
const names = new Map(Object.entries(words).map(([name, values]) => [keyOf(values), name]));

/** A time, say, is a Date here and text on the wire: of two ways to the same JSON one is written. */
function eachOnce(choices: unknown): unknown {
  if (!Array.isArray(choices)) return choices;
  return [...new Map(choices.map((choice: unknown) => [JSON.stringify(choice), choice])).values()];
}

const remarks = new Set(['description', 'default', 'example']);
/** A name with a word about it: both stand side by side, which is one type and not two. */
function isRemarked(part: object): part is { allOf: [object, object] } {
  const { allOf, ...rest } = part as { allOf?: unknown };
  if (!Array.isArray(allOf) || allOf.length !== 2 || Object.keys(rest).length > 0) return false;
  const [named, said] = allOf as [object, object];
  return '$ref' in named && Object.keys(said).every((key) => remarks.has(key));
}

/** What else stands beside a list, as its default, stays beside its name; where null may be too, it stands beside the name, not in it. */
function namedPart(part: unknown, used: Set<string>): unknown {
  if (Array.isArray(part)) return part.map((each) => namedPart(each, used));
  if (typeof part !== 'object' || part === null) return part;
  if (isRemarked(part)) return Object.assign({}, ...part.allOf) as object;
  const { enum: values, type: _type, ...rest } = part as { enum?: unknown; type?: unknown };
  const name = Array.isArray(values) ? names.get(keyOf(values.filter((value) => value !== null))) : undefined;
  if (name === undefined) {
    const named = Object.entries(part).map(([key, inner]) => [key, namedPart(inner, used)] as const);
    return Object.fromEntries(named.map(([key, inner]) => [key, key === 'anyOf' ? eachOnce(inner) : inner]));
  }
  used.add(name);
  const reference = { $ref: `#/components/schemas/${name}` };
  return (values as unknown[]).includes(null)
    ? { anyOf: [reference, { type: 'null' }], ...rest }
    : { ...reference, ...rest };
}

/**
 * The document with every list of words under its name. By what is in it, not by its schema: a name that a zod schema bears would be
 * lost where it may be null as well.
 */
export function withNamedWords<D extends { components?: { schemas?: object } }>(document: D): D {
  const used = new Set<string>();
  const named = namedPart(document, used) as D;
  const schemas = Object.fromEntries(
    [...used].map((name) => [name, { type: typeof words[name]![0], enum: words[name] }]),
  );
  return { ...named, components: { ...named.components, schemas: { ...named.components?.schemas, ...schemas } } };
}
