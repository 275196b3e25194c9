import pg from 'pg';

type Listener = () => void;

export type ProgressFeed = ReturnType<typeof createProgressFeed>;

/** How long after losing PostgreSQL the feed tries again. */
const retryMs = 1_000;

/**
 * Wakes whoever follows a registration when one of its events is committed, or a session of its unit is over (LISTEN/NOTIFY). One connection for all; when it
 * is lost every follower is woken after it is back, because what happened meanwhile was not heard.
 */
export function createProgressFeed({ databaseUrl, warn }: { databaseUrl: string; warn: (message: string) => void }) {
  const followers = new Map<string, Set<Listener>>();
  let client: pg.Client | undefined;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  function again() {
    if (!closed) retry = setTimeout(() => void connect(), retryMs);
  }

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'progress-feed', keepAlive: true });
    next.on('notification', ({ payload }) => followers.get(payload ?? '')?.forEach((listener) => listener()));
    let over = false;
    const end = (error?: Error) => {
      if (over) return;
      over = true;
      if (error && !closed) warn(`progress feed lost its connection: ${error.message}`);
      again();
    };
    next.on('error', end);
    next.on('end', () => end());
    try {
      await next.connect();
      await next.query('LISTEN progress');
      client = next;
      for (const listeners of followers.values()) listeners.forEach((listener) => listener());
    } catch (error) {
      end(error as Error);
    }
  }

  return {
    start: connect,
    /** How many follow a registration in this process. */
    count: (registrationId: string): number => followers.get(registrationId)?.size ?? 0,
    /** Returns how to stop following. */
    follow(registrationId: string, listener: Listener): () => void {
      const listeners = followers.get(registrationId) ?? new Set();
      followers.set(registrationId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) followers.delete(registrationId);
      };
    },
    /** Whether it is over: what follows then is to end. */
    isClosed: (): boolean => closed,
    /** Wakes everybody who follows, for the last time. */
    async close(): Promise<void> {
      closed = true;
      clearTimeout(retry);
      for (const listeners of followers.values()) listeners.forEach((listener) => listener());
      await client?.end();
    },
  };
}
