import { createUnreadableNotes } from '../db/unreadable-field.ts';
import type { Deps } from './deps.ts';
import { unreadableFields } from './metrics.ts';

/** Where this process notes sealed fields that do not open: for attention, in the log, and counted. */
export function createApiNotes(knex: Deps['store']['knex'], log: Deps['log']) {
  return createUnreadableNotes(knex, (place) => {
    log.error(place, 'a sealed field does not open');
    unreadableFields.inc({ table: place.table, column: place.column });
  });
}
