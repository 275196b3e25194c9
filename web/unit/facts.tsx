import type { ReactNode } from 'react';
import { useWords } from '../language.ts';
import { unitWords } from './words.ts';

/** What was filled in, for reading: each with what it is called. */
export function Facts({ of }: { of: readonly (readonly [label: string, value: ReactNode])[] }) {
  const { notFilledIn } = useWords(unitWords);
  return (
    <dl className="unit-facts">
      {of.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? <span className="quiet">{notFilledIn}</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
