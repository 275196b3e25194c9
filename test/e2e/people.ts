import { randomInt } from 'node:crypto';
import sharp from 'sharp';
import { idCardCheckCharacter, usccCheckCharacter } from '../../domain/identity.ts';

const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('');

/** A well-formed USCC of a company in Guangzhou. */
export function newUscc(): string {
  const first17 = `91440101${digits(8)}A`;
  return first17 + usccCheckCharacter(first17);
}

/** A well-formed resident ID number. */
export function newIdCard(): string {
  const first17 = `440104198${randomInt(10)}0${1 + randomInt(9)}1${randomInt(10)}${digits(3)}`;
  return first17 + idCardCheckCharacter(first17);
}
export const newPermit = () => `H${digits(8)}`;
export const newPassport = () => `E${digits(8)}`;
export const newMobile = () => `138${digits(8)}`;

/** A portrait of the size the rules ask for: a plain face on a plain ground. */
export function portrait(colour: string): Promise<Buffer> {
  const face = Buffer.from(
    `<svg width="354" height="496"><rect width="354" height="496" fill="#eef2f7"/><ellipse cx="177" cy="200" rx="85" ry="110" fill="#e8c4a0"/><path d="M40 496c0-130 60-170 137-170s137 40 137 170" fill="${colour}"/></svg>`,
  );
  return sharp(face).jpeg().toBuffer();
}

/** G3.1, filled in as the guide's confirm page shows it. */
export const unitInfo = (mobile: string) => ({
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

export const courierAddress = (mobile: string) => ({
  recipient: '徐大刚',
  mobile,
  province: '广东省',
  city: '广州市',
  county: '越秀区',
  street: '人民路 1 号',
  default: true,
});
