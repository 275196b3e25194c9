import { randomUUID } from 'node:crypto';
import { hashPassword } from '../../api/auth.ts';
import type { BadgeType } from '../../domain/attendee.ts';
import type { AttendeeForm } from '../../domain/attendee-field.ts';
import { idCardCheckCharacter, usccCheckCharacter } from '../../domain/identity.ts';
import type { RegistrationState } from '../../domain/registration.ts';
import type { ProcurementIntent, UnitInfo } from '../../domain/unit-info.ts';
import type { Store } from '../../db/knex.ts';
import { consentTextOf, createConsents } from '../../db/registration/consent.ts';
import { createUnitOpenings } from '../../db/registration/unit-opening.ts';
import { createSessions } from '../../db/session.ts';

export const unitPassword = 'A-Unit-Password-1';
let unitPasswordHash: Promise<string> | undefined;

/** The n-th well-formed USCC of these tests. */
export function uscc(n: number): string {
  const first17 = `91440600${String(n).padStart(9, '0')}`;
  return first17 + usccCheckCharacter(first17);
}

/** The n-th well-formed resident ID number of these tests. */
export function idCard(n: number): string {
  const first17 = `${440_604 + Math.floor(n / 10_000)}199${n % 10}0101${String(Math.floor(n / 10) % 1_000).padStart(3, '0')}`;
  return first17 + idCardCheckCharacter(first17);
}

/** A card of GB 11643 by its first six digits, the n-th: a man's when n is odd. */
export function cardOf(region: string, n: number): string {
  const first17 = `${region}19900101${String(n).padStart(3, '0')}`;
  return first17 + idCardCheckCharacter(first17);
}

let units = 0;

export interface TestUnit {
  unitId: string;
  registrationId: string;
  account: string;
  token: string;
}

/** A unit whose account is open, as its registration's workflow leaves it, with a session. */
export async function createUnit(
  store: Store,
  {
    state = 'draft',
    delegationNo = 3,
    opened = true,
  }: { state?: RegistrationState; delegationNo?: number | null; opened?: boolean } = {},
): Promise<TestUnit> {
  const { knex, personalData } = store;
  const [unitId, registrationId, account] = [randomUUID(), randomUUID(), uscc(++units)];
  const delegation = delegationNo === null ? undefined : await delegationId(store, delegationNo);
  await knex('units').insert({
    unitId,
    edition: '2',
    region: 'mainland',
    category: 'enterprise',
    account,
    uscc: account,
    mobile: personalData.seal({ table: 'units', column: 'mobile', row: unitId }, '13800000000', unitId),
    passwordHash: await (unitPasswordHash ??= hashPassword(unitPassword)),
    openedAt: opened ? knex.fn.now() : null,
  });
  const edition = (await knex('editions').where({ edition: '2' }).first())!;
  await createConsents(store).accept(unitId, consentTextOf(edition, 'privacy_terms'));
  await knex('registrations').insert({
    registrationId,
    edition: '2',
    unitId,
    delegationId: delegation ?? null,
    state,
    submittedAt: state === 'draft' ? null : knex.fn.now(),
  });
  const { token } = await createSessions(store).open({ unitId }, 1);
  return { unitId, registrationId, account, token };
}

/** An account somebody asked for; its run has not opened it yet. */
export async function askForAccount(
  store: Store,
  of: { edition: string; account: string; unitId: string; verificationCodeId?: string | undefined },
): Promise<void> {
  await createUnitOpenings(store).insert({
    ...of,
    region: 'mainland',
    category: 'enterprise',
    uscc: of.account,
    country: null,
    businessNo: null,
    mobile: '13800000000',
    passwordHash: 'none',
    privacyAccepted: true,
  });
}

export async function delegationId({ knex }: Store, no: number): Promise<number> {
  return (await knex('delegations').where({ edition: '2', no }).first('delegationId'))!.delegationId;
}

/** A session of a seeded member of staff: `delegation-1` … `delegation-27`, `bureau`, `bureau-2`, `operator`, `auditor`. */
export async function staffToken(store: Store, login: string): Promise<string> {
  const { staffId } = (await store.knex('staff').where({ login }).first('staffId'))!;
  return (await createSessions(store).open({ staffId }, 1)).token;
}

/** As the delegation's lock leaves a person. */
export async function lockAttendee(
  { knex }: Store,
  attendeeId: string,
  badgeType: BadgeType = 'professional',
): Promise<void> {
  await knex('attendees').where({ attendeeId }).update({ state: 'locked', badgeType, lockedAt: knex.fn.now() });
}

export const unitInfo = {
  name: '佛山市南海进口有限公司',
  address: { province: '广东省', city: '佛山市', county: '南海区', street: '桂城街道海八路八十八号' },
  registeredCapital: 500,
  nature: 'private',
  listed: false,
  contact: {
    name: '欧阳文静',
    sex: 'female',
    mobile: '13827761234',
    department: '采购部',
    position: 'purchasing.manager',
    phone: '0757-83351234',
    email: 'wenjing.ouyang@example.com',
  },
  turnover: 1200.5,
  importValue: 0,
  importModes: ['general_trade'],
  industries: [{ area: 'services', subArea: 'services.logistics' }],
} satisfies UnitInfo;

export const procurementIntent = {
  nextYearBand: '1000-2000',
  fiveYearBand: '5000-10000',
  exhibitors: [{ country: 'DE', company: 'Muster Maschinenbau' }],
  categories: [{ area: 'services', subArea: 'services.finance' }],
} satisfies ProcurementIntent;

export const address = {
  recipient: '司徒志远',
  mobile: '13922334455',
  province: '广东省',
  city: '佛山市',
  street: '季华五路二十一号',
};

export const mainlander = (n: number): AttendeeForm<'mainland'> => ({
  list: 'mainland',
  name: '诸葛明月',
  sex: 'male',
  residence: { province: '广东省', city: '佛山市' },
  documentNumber: idCard(n),
  position: 'sales.manager',
});
