import type { Store } from '../../db/knex.ts';
import type { Lives } from './lives.ts';

export async function registrationLives(_store: Store): Promise<Lives<unknown>> {
  throw new Error('not yet');
}
