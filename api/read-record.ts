import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { ReadAction } from '../domain/audit.ts';
import { createAudit } from '../db/audit.ts';
import type { Store } from '../db/knex.ts';
import type { Session } from '../db/session.ts';
import type { Deps } from './deps.ts';
import type { Answer } from './idempotency.ts';
import { requestId } from './request-log.ts';

/** What a read is on record with: whom it told of, or what its handler says of it. */
interface Read {
  /** What the operation is about when left out. */
  subject?: string;
  /** Whom it told of, by id. */
  people?: readonly string[];
  /** Ids, counts and states. */
  detail?: Record<string, unknown>;
  reason?: string;
}

export type NoteRead = (read: Read) => Promise<void>;

interface Asked {
  /** The operation's name. */
  name: string;
  action: ReadAction | undefined;
  session: Session | undefined;
  params: Record<string, unknown>;
}

/** As many as a page shows; of more their subject tells (a registration, a batch), and how many they were. */
const mostIds = 200;

/** What each process has put on record in a minute: who pages back or looks again at the same people writes no second entry. */
const noted = new WeakMap<object, { minute: number; keys: Set<string> }>();

function notedNow({ store: { knex } }: Deps): Set<string> {
  const minute = Math.floor(Date.now() / 60_000);
  const known = noted.get(knex);
  if (known?.minute === minute) return known.keys;
  const keys = new Set<string>();
  noted.set(knex, { minute, keys });
  return keys;
}

/** Whom an answer tells of: people by their own ids, a unit's contact by the registration's, who disputes an account by the dispute's. */
export function peopleIn(answer: unknown): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value instanceof Date) return;
    const { attendeeId, registrationId, unitInfo, disputeId, claim, mobileChangeId, mobileMasked } = value as Record<
      string,
      unknown
    >;
    const hasContact = typeof unitInfo === 'object' && unitInfo !== null && 'contact' in unitInfo;
    const ids = [attendeeId, hasContact && registrationId, claim && disputeId, mobileMasked && mobileChangeId];
    for (const id of ids) if (typeof id === 'string') found.add(id);
    Object.values(value).forEach(look);
  };
  look(answer);
  return [...found];
}

/** What an operation is about, as far as its path says; of a list whose people it may show. */
function subjectOf({ params, session }: Asked): string {
  const [id] = Object.values(params);
  if (typeof id === 'string') return id;
  return session?.role === 'delegation' ? `delegation ${session.delegationId}` : 'all';
}

const nothing = { noteIn: () => () => Promise.resolve(), answered: () => Promise.resolve(), isDue: () => false };

/**
 * The record of one answer to staff. It is written before the answer leaves, by whatever wrote that: when the record fails, nobody is
 * told anything. A unit that reads its own leaves none, nor does an answer that tells of nobody.
 */
export function readRecordOf(deps: Deps, asked: Asked) {
  const { name, action, session } = asked;
  if (action === undefined || session === undefined || session.role === 'unit') return nothing;
  const { staffId } = session;
  let isDue = true;

  async function append(store: Store, { subject = subjectOf(asked), people, detail = {}, reason }: Read) {
    const of = people && { operation: name, people: people.length, ids: people.slice(0, mostIds) };
    await createAudit(store).append({
      staffId,
      action: action!,
      subject,
      detail: { ...of, ...detail },
      reason,
      requestId: requestId(),
    });
    isDue = false;
  }

  /** The same people of the same thing, read again within a minute, are on record already. */
  async function appendOnce(read: Read): Promise<void> {
    const keys = notedNow(deps);
    const of = [staffId, name, read.subject ?? subjectOf(asked), read.people ?? []];
    const key = createHash('sha256').update(JSON.stringify(of)).digest('base64');
    if (!keys.has(key)) await append(deps.store, read);
    keys.add(key);
    isDue = false;
  }

  return {
    /** In the transaction that a handler works in, or at once. */
    noteIn:
      (store: Store): NoteRead =>
      (read) =>
        read.people && store === deps.store ? appendOnce(read) : append(store, read),

    /** Of what a handler answered, unless it has noted more of it itself. */
    async answered({ status, body, headers }: Answer): Promise<void> {
      if (!isDue || status >= 300) return;
      // A poll of the audit that left an entry each time would find its own entries and nothing else.
      if (action === 'audit_read') return appendOnce({ detail: { operation: name } });
      const isRepeated = headers?.['Idempotency-Replayed'] !== undefined;
      if (action !== 'people_read' && !isRepeated) throw new Error(`${name} answers what is not on record`);
      const people = peopleIn(body);
      if (people.length > 0) await appendOnce({ people });
    },
    isDue: () => isDue,
  };
}

/** What writes the response itself cannot begin one that tells of people before that is on record. */
export function guardStream(res: Response, { isDue }: { isDue: () => boolean }): Response {
  if (!isDue()) return res;
  const writeHead = res.writeHead.bind(res) as (...head: unknown[]) => Response;
  res.writeHead = (...head: unknown[]) => {
    if (isDue() && Number(head[0]) < 300) throw new Error('An answer that tells of people is not on record');
    return writeHead(...head);
  };
  return res;
}
