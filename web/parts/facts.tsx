import type { ReactNode } from 'react';

/** What is known of one thing: names and values, side by side where there is room. */
export function Facts({ of: facts }: { of: readonly (readonly [name: string, value: ReactNode] | false)[] }) {
  return (
    <dl className="particulars">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1] ?? '–'}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
