import { randomUUID } from 'node:crypto';
import type { Books, NoticeRow } from './books.ts';
import type { Knobs, Provider } from './knobs.ts';

/** How one provider tells its news. */
export interface Sender {
  /** Waits between attempts; after the last one the provider gives up. */
  retryMs: readonly number[];
  /** What to post; `wrong` asks for a signature that is wrong. */
  request(notice: NoticeRow, wrong: boolean): { body: URLSearchParams | string; headers?: Record<string, string> };
  accepted(status: number, body: string): boolean;
}

/** How long a merchant may take to answer. */
const answerMs = 10_000;
/** Notices handed in within this time leave in any order when shuffled. */
const shuffleMs = 2000;

export type Notifier = ReturnType<typeof createNotifier>;

/** Tells merchants their news until accepted. What is still untold stands in the books, so a restart goes on with it. */
export function createNotifier({
  books,
  knobs,
  senders,
}: {
  books: Books;
  knobs: Knobs;
  senders: Partial<Record<Provider, Sender>>;
}) {
  const timers = new Map<string, NodeJS.Timeout>();
  const underWay = new Set<string>();
  const stop = new AbortController();

  function waitMs(notice: NoticeRow): number | undefined {
    const { delayMs, shuffle, speedup } = knobs.notices;
    if (notice.attempts === 0) return notice.at + delayMs + (shuffle ? Math.random() * shuffleMs : 0) - Date.now();
    const interval = senders[notice.provider]?.retryMs[notice.attempts - 1];
    return interval === undefined ? undefined : notice.triedAt + interval / speedup - Date.now();
  }

  function schedule(notice: NoticeRow): void {
    clearTimeout(timers.get(notice.id));
    timers.delete(notice.id);
    const ms = waitMs(notice);
    if (notice.delivered || ms === undefined || underWay.has(notice.id) || stop.signal.aborted) return;
    timers.set(notice.id, setTimeout(() => void attempt(notice.id), Math.max(0, ms)).unref());
  }

  async function post(notice: NoticeRow, sender: Sender): Promise<boolean> {
    const { drop, wrongSignature } = knobs.notices;
    if (Math.random() < drop) return false;
    try {
      const answer = await fetch(notice.url, {
        method: 'POST',
        ...sender.request(notice, Math.random() < wrongSignature),
        redirect: 'manual',
        signal: AbortSignal.any([stop.signal, AbortSignal.timeout(answerMs)]),
      });
      return sender.accepted(answer.status, await answer.text());
    } catch {
      return false;
    }
  }

  async function attempt(id: string): Promise<void> {
    timers.delete(id);
    const notice = books.notices.get(id);
    const sender = notice && senders[notice.provider];
    if (!notice || !sender) return;
    underWay.add(id);
    const copies = Array.from({ length: 1 + knobs.notices.duplicate }, () => post(notice, sender));
    const delivered = (await Promise.all(copies)).some(Boolean);
    underWay.delete(id);
    if (stop.signal.aborted) return;
    const tried = { ...notice, attempts: notice.attempts + 1, triedAt: Date.now(), delivered };
    books.write({ notices: tried });
    schedule(tried);
  }

  const reschedule = () => books.notices.forEach(schedule);
  reschedule();

  return {
    /** A notice for the caller to write in one line with the change it tells of, and then to `schedule`. */
    draft(news: Pick<NoticeRow, 'provider' | 'kind' | 'url' | 'fields'>): NoticeRow {
      return {
        id: randomUUID().replaceAll('-', ''),
        ...news,
        at: Date.now(),
        attempts: 0,
        triedAt: 0,
        delivered: false,
      };
    },
    schedule,
    /** After the knobs moved. */
    reschedule,
    close(): void {
      stop.abort();
      timers.forEach((timer) => clearTimeout(timer));
    },
  };
}
