import type { ReactNode } from 'react';

/** What may be wider than the page: it scrolls within itself, by keyboard too. */
export function Wide({ label, children }: { label: string; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div className="list-scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
