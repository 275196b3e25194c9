import { useSearchParams } from 'wouter';

/** What a list is filtered by, kept in the address: it can be sent on, and the way back leads to it. */
export function useFilter<K extends string>(
  names: readonly K[],
): [Partial<Record<K, string>>, (change: Partial<Record<K, string | undefined>>) => void] {
  const [params, setParams] = useSearchParams();
  const filter = Object.fromEntries(
    names.flatMap((name) => {
      const value = params.get(name);
      return value === null ? [] : [[name, value]];
    }),
  ) as Partial<Record<K, string>>;
  const change = (changed: Partial<Record<K, string | undefined>>) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changed) as [string, string | undefined][])
          if (value) after.set(name, value);
          else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return [filter, change];
}
