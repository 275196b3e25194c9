import { z } from 'zod';
import { maskEmail, maskMobile } from '../../../domain/identity.ts';
import type { ErrorCode } from '../../../domain/error-code.ts';
import { DomainError } from '../../../domain/errors.ts';
import { pickupWays } from '../../../domain/attendee.ts';
import {
  missingOf,
  regions,
  shownState,
  shownStates,
  unitCategories,
  type RegistrationState,
} from '../../../domain/registration.ts';
import {
  formPaths,
  mostExhibitors,
  type Draft,
  type ProcurementIntentDraft,
  type UnitContact,
  type UnitInfoDraft,
} from '../../../domain/unit-info.ts';
import { say } from '../../../domain/message.ts';
import type { Registration, RegistrationSummary } from '../../../db/registration/registration.ts';
import type { ReferenceClaim } from '../../../db/reference.ts';
import { delegationLabel } from '../../delegation-schema.ts';
import { draftOf } from '../../draft.ts';
import { oneOf } from '../../one-of.ts';
import { codeClaims, placeClaims, rowsOf, subjectClaims } from '../../reference-check.ts';
import {
  code as typedCode,
  emailOrMasked,
  line,
  mobileOrMasked,
  orNull,
  paragraph,
  personName,
  sex,
  telephoneOrMasked,
  time,
  uuid,
  version,
} from '../../schemas.ts';

const code = line(64);
const amount = z.number().min(0).max(1e12);
const subject = z.strictObject({ area: code, subArea: code }).openapi('ExhibitionSubject');
const place = { province: line(50), city: line(50), county: line(50).optional() };

const contact = z.strictObject({
  name: personName(50),
  sex,
  mobile: mobileOrMasked,
  department: line(50),
  position: code,
  phone: telephoneOrMasked.optional(),
  email: emailOrMasked,
});

/** Capital in 10,000 CNY; turnover and import value in 10,000 USD. */
export const unitInfoBody = z
  .strictObject({
    name: line(100),
    address: z.strictObject({ ...place, street: line(200) }),
    registeredCapital: amount,
    nature: code,
    listed: z.boolean(),
    industryInvitationCode: typedCode(32).optional(),
    contact,
    turnover: amount,
    importValue: amount,
    importModes: z.array(code).min(1).max(20),
    industries: z.array(subject).min(1).max(100),
  })
  .openapi('UnitInfo');

const half = 'As far as it is filled in: null, empty text and a field left out are the same (G3.4).';
export const unitInfoDraft = draftOf(unitInfoBody).openapi('UnitInfoDraft', { description: half });

/** What a reviewer said of one field, by its JSON path. */
export const returnedField = z
  .strictObject({ path: z.string().regex(/^[A-Za-z][A-Za-z0-9_.[\]-]{0,99}$/), reason: paragraph(200) })
  .openapi('ReturnedField');

/** What a reviewer can say something of; a closed list. */
export const formPath = z.enum(['attendees', 'invitationCode', ...formPaths]).openapi('FormPath', {
  description: 'A form, a part or a field of it, by its JSON path, where a list is one field; the people, or the code',
});
export const fieldToReturn = returnedField.extend({ path: formPath }).openapi('FieldToReturn');

export const procurementIntentBody = z
  .strictObject({
    nextYearBand: code,
    fiveYearBand: code,
    exhibitors: z
      .array(z.strictObject({ country: code, company: line(200) }))
      .max(mostExhibitors)
      .optional(),
    categories: z.array(subject).min(1).max(100),
  })
  .openapi('ProcurementIntent');
export const procurementIntentDraft = draftOf(procurementIntentBody).openapi('ProcurementIntentDraft', {
  description: half,
});

export const deliveryBody = z
  .strictObject({ pickup: z.enum(pickupWays), addressId: uuid.optional() })
  .openapi('Delivery');

/** A place outside China stands in no vocabulary of ours. */
export function unitInfoClaims(info: UnitInfoDraft, { region }: Pick<Registration, 'region'>): ReferenceClaim[] {
  const { address, nature, contact: person, importModes = [], industries = [] } = info;
  return [
    ...(region === 'overseas' || !address ? [] : placeClaims('address', address)),
    ...codeClaims('nature', 'natures', nature),
    ...codeClaims('contact.position', 'positions', person?.position),
    ...importModes.flatMap((mode, index) => codeClaims(`importModes[${index}]`, 'import-modes', mode)),
    ...subjectClaims('industries', industries),
  ];
}

export function procurementIntentClaims(intent: ProcurementIntentDraft): ReferenceClaim[] {
  const { nextYearBand, fiveYearBand, exhibitors = [], categories = [] } = intent;
  return [
    ...codeClaims('nextYearBand', 'bands', nextYearBand),
    ...codeClaims('fiveYearBand', 'bands', fiveYearBand),
    ...rowsOf(exhibitors).flatMap(({ country }, index) =>
      codeClaims(`exhibitors[${index}].country`, 'countries', country),
    ),
    ...subjectClaims('categories', categories),
  ];
}

const masks = { mobile: maskMobile, phone: maskMobile, email: maskEmail } as const;
const maskedKeys = Object.keys(masks) as (keyof typeof masks)[];

/** Puts what is stored in the place of its own mask; another mask is a mistake. */
export function unmasked(
  sent: string,
  { path, kept, mask }: { path: string; kept: string | undefined; mask: (kept: string) => string },
): string {
  if (!sent.includes('*')) return sent;
  if (kept && mask(kept) === sent) return kept;
  throw new DomainError('validation_failed', { errors: [{ path, code: 'masked', message: say('not_its_mask') }] });
}

export function unmaskedContact(sent: Draft<UnitContact>, stored: Draft<UnitContact> | undefined): Draft<UnitContact> {
  const contact = { ...sent };
  for (const key of maskedKeys) {
    const value = sent[key];
    if (value !== undefined)
      contact[key] = unmasked(value, { path: `contact.${key}`, kept: stored?.[key], mask: masks[key] });
  }
  return contact;
}

function maskContact(contact: Draft<UnitContact>): Draft<UnitContact> {
  const masked = { ...contact };
  for (const key of maskedKeys) if (contact[key] !== undefined) masked[key] = masks[key](contact[key]);
  return masked;
}

/** A unit's form as it is shown: its contact's mobile, phone and e-mail masked. */
export const maskedUnitInfo = (unitInfo: UnitInfoDraft | null): UnitInfoDraft | null =>
  unitInfo && { ...unitInfo, ...(unitInfo.contact ? { contact: maskContact(unitInfo.contact) } : {}) };

/** A registration as lists show it. */
export const registrationSummary = z
  .object({
    registrationId: uuid,
    state: z.enum(shownStates),
    version,
    unitName: z.string().nullable(),
    uscc: z.string().nullable(),
    country: z.string().nullable(),
    businessNo: z.string().nullable(),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    delegation: orNull(delegationLabel),
    invitationCode: z.string().nullable(),
    submittedAt: orNull(time),
    decidedAt: orNull(time),
    createdAt: time,
    escalation: oneOf(0, 1, 2).openapi({
      description:
        'Before whom its waiting for review was brought: 0 the reviewing delegation, 1 the one above it, 2 the bureau',
    }),
  })
  .openapi('RegistrationSummary');

/** The whole registration; its contact's mobile, phone and e-mail masked. */
export const registrationView = registrationSummary
  .extend({
    account: z.string().openapi({ description: 'What the unit logs in with' }),
    edition: z.string(),
    round: z.int(),
    unitInfo: orNull(unitInfoDraft),
    missing: z
      .array(z.string())
      .openapi({ description: 'JSON paths of everything a submission still lacks, as `unitInfo.contact.email`' }),
    privacyAccepted: z.boolean(),
    reviewLevel: oneOf(1, 2).openapi({
      description: "Whose review it waits for: 1 the unit's own delegation, 2 the one above it",
    }),
    returnedFields: orNull(z.array(returnedField)),
    procurementIntent: orNull(procurementIntentDraft),
    delivery: orNull(deliveryBody),
    returnReason: z.string().nullable(),
  })
  .openapi('Registration');

export function viewOfSummary(summary: RegistrationSummary): z.input<typeof registrationSummary> {
  const keys = Object.keys(registrationSummary.shape) as (keyof RegistrationSummary)[];
  const plain = Object.fromEntries(keys.map((key) => [key, summary[key]])) as Omit<
    z.input<typeof registrationSummary>,
    'state'
  >;
  return { ...plain, state: shownState(summary.state).state };
}

/** A refusal because of where the registration stands. */
export function refusedIn(stored: RegistrationState, code: ErrorCode): DomainError {
  const { state } = shownState(stored);
  return new DomainError(code, { state });
}

export function viewOfRegistration(registration: Registration): z.input<typeof registrationView> {
  const {
    unitInfo,
    account,
    edition,
    round,
    procurementIntent,
    delivery,
    returnReason,
    privacyAccepted,
    returnedFields,
  } = registration;
  return {
    ...viewOfSummary(registration),
    account,
    edition,
    round,
    unitInfo: maskedUnitInfo(unitInfo),
    missing: missingOf(registration),
    privacyAccepted,
    reviewLevel: shownState(registration.state).reviewLevel,
    returnedFields,
    procurementIntent,
    delivery,
    returnReason,
  };
}
