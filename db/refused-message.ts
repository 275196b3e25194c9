import {
  staffRequests,
  startKinds,
  type MessageFault,
  type StaffRequestKind,
  type StartFault,
  type StartKind,
} from '../domain/staff-request.ts';
import type { Store } from './knex.ts';
import type { Row } from './query.ts';

/** A message, or the start of a run. `subject` may be anything where a run was started with it. */
export type RefusedMessage =
  | { subject: string; kind: StaffRequestKind | 'request_refund' | 'request_withdrawal'; fault: MessageFault }
  | { subject: unknown; kind: StartKind; fault: StartFault };

/** What the run that heard it is about, as its workflow's id says it. */
function aboutOf(kind: RefusedMessage['kind']) {
  if (kind === 'request_refund') return 'order';
  if (kind === 'request_withdrawal') return 'registration';
  if (kind in startKinds) return startKinds[kind as StartKind];
  const { about } = staffRequests[kind as StaffRequestKind];
  return about === 'invoice' ? 'invoice-reversal' : about;
}

/** Messages to runs, and starts of runs, that were not followed, because nobody who may stands behind them: a human should ask where they came from. */
export function createRefusedMessages({ knex }: Store) {
  return {
    /** One row for whatever is alike, however often it comes. */
    async note({ subject, kind, fault }: RefusedMessage): Promise<void> {
      await knex('refused_messages')
        .insert({ about: aboutOf(kind), subject: String(subject).slice(0, 64), kind, fault })
        .onConflict(['subject', 'kind', 'fault'])
        .merge({ times: knex.raw('refused_messages.times + 1'), lastAt: knex.fn.now() });
    },

    /** How many there were of each kind; none is ever removed. */
    async counts(): Promise<Pick<Row<'refused_messages'>, 'kind' | 'fault' | 'times'>[]> {
      return knex('refused_messages')
        .groupBy('kind', 'fault')
        .select('kind', 'fault', { times: knex.raw<number>('sum(times)::int') });
    },
  };
}
