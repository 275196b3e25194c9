import type { ReactNode } from 'react';

/** A table that is no list by cursor: it scrolls within itself where it is too wide, by keyboard too. */
export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div className="list-scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
