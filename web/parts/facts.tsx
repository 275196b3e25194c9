import type { ReactNode } from 'react';
import { nothing } from './format.ts';

/** What is known of one thing: names and values, side by side where there is room; `missing` stands where there is none. */
export function Facts({
  of: facts,
  missing = nothing,
}: {
  of: readonly (readonly [name: string, value: ReactNode] | false)[];
  missing?: ReactNode;
}) {
  return (
    <dl className="particulars">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1] === undefined || fact[1] === null || fact[1] === false ? missing : fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
