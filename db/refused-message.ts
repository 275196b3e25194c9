import { staffRequests, type MessageFault, type StaffRequestKind } from '../domain/staff-request.ts';
import type { Store } from './knex.ts';

export interface RefusedMessage {
  subject: string;
  kind: StaffRequestKind | 'request_refund';
  fault: MessageFault;
}

/** Messages to runs that were not followed, because nobody who may stands behind them: a human should ask where they came from. */
export function createRefusedMessages({ knex }: Store) {
  return {
    /** One row for whatever is alike, however often it comes. */
    async note({ subject, kind, fault }: RefusedMessage): Promise<void> {
      const about = kind === 'request_refund' ? 'order' : staffRequests[kind].about;
      await knex('refused_messages')
        .insert({ about, subject, kind, fault })
        .onConflict(['subject', 'kind', 'fault'])
        .merge({ times: knex.raw('refused_messages.times + 1'), lastAt: knex.fn.now() });
    },

    /** How many there were of each kind; none is ever removed. */
    async counts(): Promise<(Pick<RefusedMessage, 'kind' | 'fault'> & { times: number })[]> {
      return knex('refused_messages').groupBy('kind', 'fault').select('kind', 'fault', knex.raw('sum(times)::int AS times'));
    },
  };
}
