import type { MobileProof } from '../domain/registration.ts';
import type { Store } from './knex.ts';

export interface Edition {
  edition: string;
  nameZh: string;
  nameEn: string;
  registrationOpensAt: Date;
  registrationClosesAt: Date;
  professionalFeeFen: number;
  vipFeeFen: number;
  mobileProof: MobileProof;
}

export function createEditions({ knex }: Store) {
  return {
    /** There is always one: the seed makes it, and the database allows no second. */
    async current(): Promise<Edition> {
      const edition = await knex('editions').where({ isCurrent: true }).first();
      if (!edition) throw new Error('No current edition: run the seed');
      return edition;
    },
  };
}
