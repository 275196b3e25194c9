import type { MobileProof } from '../domain/registration.ts';
import type { Store } from './knex.ts';

export interface Edition {
  edition: string;
  name_zh: string;
  name_en: string;
  registration_opens_at: Date;
  registration_closes_at: Date;
  professional_fee_fen: number;
  vip_fee_fen: number;
  mobile_proof: MobileProof;
}

export function createEditions({ knex }: Store) {
  return {
    /** There is always one: the seed makes it, and the database allows no second. */
    async current(): Promise<Edition> {
      const edition = (await knex('editions').where({ is_current: true }).first()) as Edition | undefined;
      if (!edition) throw new Error('No current edition: run the seed');
      return edition;
    },
  };
}
