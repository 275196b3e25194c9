import {
  attentionLimits,
  type AttentionKind,
  type AttentionLimits,
  type AttentionSubject,
  type WaitsFor,
} from '../../domain/attention.ts';
import type { attentionMessages } from '../../domain/attention-message.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import { attentionFound } from './attention-found.ts';

type MessageKey = keyof typeof attentionMessages;

interface Found {
  kind: AttentionKind;
  /** What `subject` is the number or name of. */
  about: AttentionSubject;
  subject: string;
  /** Which of the reasons of a kind: a subject has each once. */
  part: string;
  /** Null where no run is concerned. */
  workflowId: string | null;
  /** Which words say why, and what they are filled with. */
  words: MessageKey extends `attention_${infer Words}` ? Words : never;
  values: Record<string, string | number>;
  since: Date;
  /** Where it is not whom its kind waits for. */
  waitsFor: WaitsFor | null;
  /** How often it happened, where that is counted. */
  attempts: number | null;
  /** The other side's own word for why not. */
  lastError: string | null;
}

export type Attention = Omit<Found, 'about' | 'subject' | 'part'> & {
  subject: Partial<Record<AttentionSubject, string>>;
};

const order: KeysetOrder = {
  by: [
    ['time', 'found.since'],
    ['text', 'found.subject'],
    ['text', 'found.kind'],
    ['text', 'found.part'],
  ],
};

/** What needs a human. */
export function createAttention({ knex }: Store, limits: AttentionLimits = attentionLimits) {
  const found = () => knex.with('found', knex.raw<Found>(attentionFound(limits))).from('found');

  return {
    /** Longest waiting first: what asked for help, what waits on a provider or on staff for too long, what fails, and what should have happened by itself and did not. */
    async list(page: KeysetPage, kind?: AttentionKind): Promise<Keyed<Attention>[]> {
      const rows = await found()
        .select(
          'kind',
          'about',
          'subject',
          'workflowId',
          'words',
          'values',
          'since',
          'waitsFor',
          'attempts',
          'lastError',
          {
            keyset: keysetOf(knex, order),
          },
        )
        // The planner leaves out what can be of no such kind.
        .modify((query) => void (kind && query.where({ kind })))
        .modify((query) => pageByKeyset(query, order, page));
      return rows.map(({ about, subject, ...row }) => ({ ...row, subject: { [about]: subject } }));
    },

    /** How many there are of each kind that there are any of, longest waiting first. */
    async counts(): Promise<{ kind: AttentionKind; count: number; oldestSince: Date }[]> {
      return found()
        .groupBy('kind')
        .orderByRaw('min(since), kind')
        .select('kind', { count: knex.raw<number>('count(*)::int'), oldestSince: knex.raw<Date>('min(since)') });
    },
  };
}
