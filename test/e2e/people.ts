import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { idCardCheckCharacter, usccCheckCharacter } from '../../domain/identity.ts';

/** Gives so many decimal digits, others each time. */
type Digits = (count: number) => string;

/** The same row of digits for the same seed. */
function digitsOf(seed: string): Digits {
  let asked = 0;
  return (count) => {
    const bytes = createHash('sha256').update(`${seed}:${asked++}`).digest();
    return Array.from(bytes.subarray(0, count), (byte) => byte % 10).join('');
  };
}

/** A well-formed USCC of a company in Guangzhou. */
function newUscc(digits: Digits): string {
  const first17 = `91440101${digits(8)}A`;
  return first17 + usccCheckCharacter(first17);
}

/** A well-formed resident ID number. */
function newIdCard(digits: Digits): string {
  const first17 = `440104198${digits(1)}010${1 + (Number(digits(1)) % 9)}${digits(3)}`;
  return first17 + idCardCheckCharacter(first17);
}

/** A portrait of the size the rules ask for: a plain face on a plain ground. */
export function portrait(colour: string): Promise<Buffer> {
  const face = Buffer.from(
    `<svg width="354" height="496"><rect width="354" height="496" fill="#eef2f7"/><ellipse cx="177" cy="200" rx="85" ry="110" fill="#e8c4a0"/><path d="M40 496c0-130 60-170 137-170s137 40 137 170" fill="${colour}"/></svg>`,
  );
  return sharp(face).jpeg().toBuffer();
}

/** G3.1, filled in as the guide's confirm page shows it. */
const unitInfo = (mobile: string) => ({
  name: '广州云山进出口有限公司',
  address: { province: '广东省', city: '广州市', county: '越秀区', street: '人民路 1 号' },
  registeredCapital: 21,
  nature: 'private',
  listed: false,
  contact: {
    name: '徐大刚',
    sex: 'male',
    mobile,
    department: '销售部',
    position: 'management.general_manager',
    phone: '020-7519435',
    email: 'contact@example.com',
  },
  turnover: 45,
  importValue: 45,
  importModes: ['cross_border_e_commerce'],
  industries: [
    { area: 'health', subArea: 'health.design_software' },
    { area: 'technology', subArea: 'technology.online_entertainment' },
  ],
});

/** G3.2 */
export const procurementIntent = {
  nextYearBand: '1000-2000',
  fiveYearBand: '2000-5000',
  exhibitors: [{ country: 'US', company: 'Example Turbines Inc.' }],
  categories: [{ area: 'equipment', subArea: 'equipment.energy' }],
};

const courierAddress = (mobile: string) => ({
  recipient: '徐大刚',
  mobile,
  province: '广东省',
  city: '广州市',
  county: '越秀区',
  street: '人民路 1 号',
  default: true,
});

const position = 'management.general_manager';
const residence = { province: '广东省', city: '广州市' };

/** G3.3, first list. */
const mainlander = (name: string, digits: Digits) => ({
  list: 'mainland',
  name,
  sex: 'male',
  residence,
  documentNumber: newIdCard(digits),
  position,
});

/** A unit and one of its people from each list; the same for the same seed, so that a test can look for what was typed. */
export function createCast(seed: string) {
  const digits = digitsOf(seed);
  const mobile = `138${digits(8)}`;
  return {
    uscc: newUscc(digits),
    mobile,
    password: `tour-Unit-${digits(6)}`,
    unitInfo: unitInfo(mobile),
    courierAddress: courierAddress(mobile),
    mainland: mainlander('张㛃䶮', digits),
    hongKong: {
      list: 'hk_macao_taiwan',
      name: '陈大文',
      permitName: 'CHAN TAI MAN',
      sex: 'male',
      region: 'hong_kong',
      documentNumber: `H${digits(8)}`,
      position,
    },
    overseas: {
      list: 'overseas',
      surname: 'Smith',
      givenName: 'Will',
      sex: 'male',
      country: 'US',
      documentNumber: `E${digits(8)}`,
      position,
      pickup: 'delegation',
    },
    /** So many more from the mainland. */
    colleagues: (count: number) => Array.from({ length: count }, () => mainlander('诸葛明月', digits)),
  };
}

export type Cast = ReturnType<typeof createCast>;

/**
 * What the cast typed that tells who somebody is. Not in it: the unit's own name and number, which are public, and the given
 * name "Will", a word of its own in English.
 */
export function personalDataOf({
  mobile,
  password,
  unitInfo: { contact, address },
  mainland,
  hongKong,
  overseas,
}: Cast): string[] {
  const names = [
    contact.name,
    mainland.name,
    hongKong.name,
    hongKong.permitName,
    overseas.surname,
    `${overseas.surname.toUpperCase()} ${overseas.givenName}`,
  ];
  const documents = [mainland, hongKong, overseas].map(({ documentNumber }) => documentNumber);
  return [...names, ...documents, mobile, contact.phone, contact.email, address.street, password];
}
