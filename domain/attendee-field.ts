import { pickupWays, type AttendeeList } from './attendee.ts';
import { permitRegions } from './identity.ts';

/** What a field of a person's form may hold, and how it is kept. */
interface FieldRule {
  /** How what is typed is read; see `typed-text.ts`. */
  kind: 'name' | 'line' | 'identifier' | 'choice' | 'code';
  /** Characters. */
  longest?: number;
  choices?: readonly string[];
  /** The vocabulary a code is of; people may write its label. */
  vocabulary?: 'positions' | 'countries';
  /** Nested under this name in the form. */
  within?: 'residence';
  /** Never stored in plain. */
  isSealed?: true;
  /** May be left out, in a sheet too. */
  isOptional?: true;
  /** How each choice is written in a sheet, in any spelling (`wordKey`); the first is shown as an example. */
  words?: Readonly<Record<string, readonly string[]>>;
}

/** A region alone, as one of China's, and as what it is by law. */
function regionWords(...names: string[]): string[] {
  const formal = ['特别行政区', '特区', '地区', ' SAR', ' China', ' SAR China', ' Special Administrative Region'];
  return names.flatMap((name) =>
    ['', ...formal].flatMap((end) => ['', '中国', '中华人民共和国', 'China '].map((of) => of + name + end)),
  );
}

const sexes = ['male', 'female'] as const;
export type Sex = (typeof sexes)[number];

/**
 * The fields of a person (G3.3), each once: form, changes, view, sheet and stored columns are made from this table and from
 * `attendeeForms`. A column of the same name stands in `attendees`.
 */
const attendeeFields = {
  name: { kind: 'name', longest: 50, isSealed: true },
  permitName: { kind: 'name', longest: 100, isSealed: true },
  surname: { kind: 'name', longest: 60, isSealed: true },
  // Some passports give one name alone: it is the surname.
  givenName: { kind: 'name', longest: 60, isSealed: true, isOptional: true },
  sex: {
    kind: 'choice',
    choices: sexes,
    words: {
      male: ['男', '男性', '男士', '先生', 'M', 'Man', 'Mr'],
      female: ['女', '女性', '女士', '小姐', '太太', 'F', 'Woman', 'Mrs', 'Ms', 'Miss'],
    },
  },
  province: { kind: 'line', longest: 50, within: 'residence' },
  city: { kind: 'line', longest: 50, within: 'residence' },
  region: {
    kind: 'choice',
    choices: permitRegions,
    words: {
      hong_kong: regionWords('香港', 'Hong Kong', 'HK', 'HKG', 'Xianggang'),
      macao: regionWords('澳门', 'Macao', 'Macau', 'MO', 'MAC', 'Aomen'),
      taiwan: regionWords('台湾', 'Taiwan', 'TW', 'TWN', '台湾省', '中华台北', 'Chinese Taipei'),
    },
  },
  country: { kind: 'code', vocabulary: 'countries', longest: 2 },
  documentNumber: { kind: 'identifier', longest: 40, isSealed: true },
  position: { kind: 'code', vocabulary: 'positions', longest: 64 },
  pickup: {
    kind: 'choice',
    choices: pickupWays,
    isOptional: true,
    words: {
      courier: ['快递', '快递直送', '邮寄', '顺丰', 'Express', 'By courier'],
      delegation: ['交易团代领', '交易团', '交易团领取', '代领', 'By the delegation', 'From the delegation'],
    },
  },
} as const satisfies Record<string, FieldRule>;

export type AttendeeField = keyof typeof attendeeFields;
type Rules = typeof attendeeFields;

/** How a list calls a field, and what an example shows. */
export interface FieldLabel {
  zh: string;
  en: string;
  example: string;
}

const label = (zh: string, en: string, example: string): FieldLabel => ({ zh, en, example });
const shared = {
  sex: label('性别', 'Sex', '男'),
  position: label('职务', 'Position', '总经理'),
  pickup: label('取证方式（可不填）', 'Pickup (optional)', ''),
};

/** G3.3: the three lists, each with its own fields in its own order. */
export const attendeeForms = {
  mainland: {
    name: label('姓名', 'Name', '张三'),
    sex: shared.sex,
    province: label('居住省份', 'Province of residence', '广东省'),
    city: label('居住城市', 'City of residence', '佛山市'),
    documentNumber: label('身份证号码', 'ID card number', '11010519491231002X'),
    position: shared.position,
    pickup: shared.pickup,
  },
  hk_macao_taiwan: {
    name: label('中文姓名', 'Chinese name', '陈大文'),
    permitName: label('证件姓名', 'Name on the permit', 'CHAN TAI MAN'),
    sex: shared.sex,
    region: label('地区', 'Region', '香港'),
    documentNumber: label('通行证号码', 'Permit number', 'H12345678'),
    position: shared.position,
    pickup: shared.pickup,
  },
  overseas: {
    surname: label('英文姓', 'Surname', 'SMITH'),
    givenName: label('英文名', 'Given name', 'Will'),
    sex: shared.sex,
    country: label('国家', 'Country', '德国'),
    documentNumber: label('护照号码', 'Passport number', 'C01X00T47'),
    position: shared.position,
    pickup: shared.pickup,
  },
} as const satisfies Record<AttendeeList, Partial<Record<AttendeeField, FieldLabel>>>;

/** The fields of a list's form, in its order. */
export function fieldsOf<L extends AttendeeList>(
  list: L,
): readonly (keyof (typeof attendeeForms)[L] & AttendeeField)[] {
  return Object.keys(attendeeForms[list]) as (keyof (typeof attendeeForms)[L] & AttendeeField)[];
}

export const labelOf = (list: AttendeeList, field: string): FieldLabel | undefined =>
  (attendeeForms[list] as Partial<Record<string, FieldLabel>>)[field];
export const ruleOf = (field: AttendeeField): FieldRule => attendeeFields[field];
export const allFields = Object.keys(attendeeFields) as AttendeeField[];

export type SealedAttendeeField = {
  [K in AttendeeField]: Rules[K] extends { isSealed: true } ? K : never;
}[AttendeeField];
export const sealedFields = allFields.filter((field): field is SealedAttendeeField => ruleOf(field).isSealed === true);

export type FieldValue<K extends AttendeeField> = Rules[K] extends { choices: readonly (infer C)[] } ? C : string;
type Always = {
  [K in AttendeeField]: K extends keyof (typeof attendeeForms)['mainland'] &
    keyof (typeof attendeeForms)['hk_macao_taiwan'] &
    keyof (typeof attendeeForms)['overseas']
    ? Rules[K] extends { isOptional: true }
      ? never
      : K
    : never;
}[AttendeeField];

/** A person as stored: null where the list has no such field, or it was left out. `name` is what the badge says (G5.5), unless another is printed in its place. */
export type AttendeeData = { list: AttendeeList } & {
  [K in AttendeeField]: K extends Always | 'name' ? FieldValue<K> : FieldValue<K> | null;
};

type FieldsWithin<L extends AttendeeList, W> = {
  [
    K in keyof (typeof attendeeForms)[L] & AttendeeField as Rules[K] extends { within: infer V }
      ? V extends W
        ? K
        : never
      : never
  ]: FieldValue<K>;
};
type Nests<L extends AttendeeList> = {
  [K in keyof (typeof attendeeForms)[L] & AttendeeField]: Rules[K] extends { within: infer W extends string }
    ? W
    : never;
}[keyof (typeof attendeeForms)[L] & AttendeeField];

/** What is filled in for one list. */
export type AttendeeForm<L extends AttendeeList = AttendeeList> = L extends AttendeeList
  ? { list: L } & {
      [
        K in keyof (typeof attendeeForms)[L] & AttendeeField as Rules[K] extends
          | { within: string }
          | { isOptional: true }
          ? never
          : K
      ]: FieldValue<K>;
    } & {
      [K in keyof (typeof attendeeForms)[L] & AttendeeField as Rules[K] extends { isOptional: true } ? K : never]?:
        | FieldValue<K>
        | undefined;
    } & { [W in Nests<L>]: FieldsWithin<L, W> }
  : never;

/** A surname as a badge says it, in the capitals of its country's language: İ of an i in Türkiye, no accents on Greek ones; Georgian as typed, whose capitals no name is written in. */
export function capitals({ surname, country }: { surname: string; country?: string | null | undefined }): string {
  const language = country ? new Intl.Locale('und', { region: country }).maximize().language : 'und';
  return surname.replace(/\P{Script=Georgian}+/gu, (letters) => letters.toLocaleUpperCase(language));
}

/** The fields that a badge's name is made of. */
export type NameFields = { [K in 'name' | 'surname' | 'givenName' | 'country']?: string | null | undefined };

/** What a badge says of a name (G5.5), as far as its parts are there. */
export function composedName(list: AttendeeList, { name, surname, givenName, country }: NameFields): string {
  if (list !== 'overseas') return name ?? '';
  return [surname && capitals({ surname, country }), givenName].filter(Boolean).join(' ');
}

/** A form's fields side by side. */
export function flatForm(form: AttendeeForm): Partial<Record<AttendeeField, string>> {
  const nested: Partial<Record<string, unknown>> = { ...form };
  return Object.fromEntries(
    fieldsOf(form.list).flatMap((field) => {
      const { within } = ruleOf(field);
      const value = within ? (nested[within] as Record<string, string>)[field] : nested[field];
      return value === undefined ? [] : [[field, value]];
    }),
  );
}

/** A form as it is stored. */
export function dataOf(form: AttendeeForm): AttendeeData {
  const empty = Object.fromEntries(allFields.map((field) => [field, null]));
  return {
    ...empty,
    ...flatForm(form),
    list: form.list,
    name: composedName(form.list, flatForm(form)),
  } as AttendeeData;
}

/** Lays fields that stand side by side into the form's nesting; what is null or not the list's is left out. */
export function nestForm(
  list: AttendeeList,
  fields: Partial<Record<AttendeeField, string | null>>,
): Record<string, unknown> {
  const form: Record<string, unknown> = { list };
  for (const field of fieldsOf(list)) {
    const value = fields[field];
    if (value === null || value === undefined) continue;
    const { within } = ruleOf(field);
    if (within) form[within] = { ...(form[within] as object | undefined), [field]: value };
    else form[field] = value;
  }
  return form;
}
