import { useEffect, useRef, type ReactNode } from 'react';
import { useWords } from '../language.ts';
import { common } from './words.ts';

/** One page: its heading, which the browser's title says too and which has the focus when one arrives, and what can be done on it. */
export function Page({
  title,
  stage,
  actions,
  children,
}: {
  title: string;
  /** What the page turns with by itself: where the focus went with what stood there, the heading has it again. */
  stage?: string | undefined;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { product } = useWords(common);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, [stage]);
  return (
    <article className="page">
      <header className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </article>
  );
}
