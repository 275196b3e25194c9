import type { FormDrafts, UnitContact, UnitInfoDraft } from '../../domain/unit-info.ts';
import type { PersonalData, SealedField } from '../personal-data.ts';
import type { Row, Update } from '../query.ts';
import type { SealedColumns } from '../tables.ts';

/** Where a sealed column of a registration stands. */
export function registrationField(column: SealedColumns['registrations'], registrationId: string): SealedField {
  return { table: 'registrations', column, row: registrationId };
}

/** A contact is sealed as a whole. */
const contactOf = (marker: string): Partial<UnitContact> => ({
  name: marker,
  mobile: marker,
  department: marker,
  position: marker,
  email: marker,
});

export const formColumns = ['unitName', 'unitInfo', 'unitStreet', 'unitContact', 'procurementIntent'] as const;
type FormRow = Pick<Row<'registrations'>, 'registrationId' | (typeof formColumns)[number]>;

function unitInfoOf(personalData: PersonalData, row: FormRow): UnitInfoDraft | null {
  if (!row.unitInfo) return null;
  const { unitStreet, unitContact } = row;
  const at = (column: 'unitStreet' | 'unitContact') => registrationField(column, row.registrationId);
  const { address, ...info } = row.unitInfo;
  const street = unitStreet && personalData.show(at('unitStreet'), unitStreet);
  return {
    ...info,
    ...(row.unitName === null ? {} : { name: row.unitName }),
    ...(address ? { address: { ...address, ...(street ? { street } : {}) } } : {}),
    ...(unitContact ? { contact: personalData.showJson(at('unitContact'), unitContact, contactOf) } : {}),
  };
}

/** The forms of a registration as far as they are filled in, its contact's data in plain. */
export function formsOf(personalData: PersonalData, row: FormRow): FormDrafts {
  return { unitInfo: unitInfoOf(personalData, row), procurementIntent: row.procurementIntent };
}

/** What a unit's form becomes in its registration's row. */
export function columnsOfUnitInfo(
  personalData: PersonalData,
  registrationId: string,
  { name, contact, ...info }: UnitInfoDraft,
): Update<'registrations'> {
  const { street, ...address } = info.address ?? {};
  const seal = (column: 'unitStreet' | 'unitContact', text: string) =>
    personalData.seal(registrationField(column, registrationId), text, registrationId);
  return {
    unitName: name ?? null,
    unitInfo: { ...info, ...(info.address ? { address } : {}) },
    unitStreet: street === undefined ? null : seal('unitStreet', street),
    unitContact: contact === undefined ? null : seal('unitContact', JSON.stringify(contact)),
  };
}
