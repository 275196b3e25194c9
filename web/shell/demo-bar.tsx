import { useState } from 'react';
import { useWords } from '../language.ts';
import { shellWords } from './words.ts';

interface Demo {
  password: string;
  sandboxUrl: string;
}

const told = document.querySelector<HTMLMetaElement>('meta[name=demo]')?.content;
/** What the server tells the pages of a demo; of any other there is none. */
const demo = told ? (JSON.parse(told) as Demo) : undefined;

const key = 'demo-bar';

/** Whom one can log in as, and where the stand-ins' payer pays. */
export function DemoBar() {
  const words = useWords(shellWords);
  const [isOpen, setOpen] = useState(() => {
    const kept = sessionStorage.getItem(key);
    return kept === null ? matchMedia('(width > 860px)').matches : kept === 'open';
  });
  const keep = (open: boolean) => {
    setOpen(open);
    sessionStorage.setItem(key, open ? 'open' : 'closed');
  };
  if (!demo) return null;
  return (
    <aside className="demo" aria-label={words.demo}>
      <details open={isOpen} onToggle={({ currentTarget }) => keep(currentTarget.open)}>
        <summary>{words.demo}</summary>
        <span>{words.demoLogins(demo.password)}</span>
      </details>
      <a href={`${demo.sandboxUrl}/__sandbox/payer`} target="_blank" rel="noreferrer">
        {words.payer}
      </a>
    </aside>
  );
}
