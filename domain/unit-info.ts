import type { PickupWay } from './attendee.ts';

/** A subject of the exhibition: an area and one of its sub-areas, by their codes. */
export interface ExhibitionSubject {
  area: string;
  subArea: string;
}

export interface UnitContact {
  name: string;
  sex: 'male' | 'female';
  mobile: string;
  department: string;
  position: string;
  phone?: string | undefined;
  email: string;
}

/** The unit's own form (G3.1). Capital in 10,000 CNY; turnover and import value in 10,000 USD. */
export interface UnitInfo {
  name: string;
  address: { province: string; city: string; county?: string | undefined; street: string };
  registeredCapital: number;
  nature: string;
  listed: boolean;
  industryInvitationCode?: string | undefined;
  contact: UnitContact;
  turnover: number;
  importValue: number;
  importModes: string[];
  industries: ExhibitionSubject[];
}

/** A unit's form as far as it is filled in: what the first edition knew of it (G2.2). */
export type UnitInfoDraft = Partial<Omit<UnitInfo, 'address' | 'contact'>> & {
  address?: Partial<UnitInfo['address']>;
  contact?: Partial<UnitContact>;
};

/** What the unit means to buy (G3.2). */
export interface ProcurementIntent {
  nextYearBand: string;
  fiveYearBand: string;
  exhibitors: { country: string; company: string }[];
  categories: ExhibitionSubject[];
}

/** How the unit wants its badges (G8.1). */
export interface Delivery {
  pickup: PickupWay;
  addressId?: string | undefined;
}
