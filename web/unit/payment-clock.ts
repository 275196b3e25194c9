import { useEffect, useMemo, useState } from 'react';

/** Whole seconds until the window ends, by the server's clock: the own one only counts what has gone by since the answer. */
export function useSecondsLeft({ expiresAt, serverNow }: { expiresAt: string | null; serverNow: string }): number {
  const endsAt = useMemo(
    () => performance.now() + (expiresAt === null ? 0 : Date.parse(expiresAt) - Date.parse(serverNow)),
    [expiresAt, serverNow],
  );
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(ticking);
  }, []);
  return Math.max(0, Math.round((endsAt - now) / 1_000));
}
