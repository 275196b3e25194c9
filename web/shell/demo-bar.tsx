import { useWords } from '../language.ts';
import { shellWords } from './words.ts';

interface Demo {
  password: string;
  sandboxUrl: string;
}

const told = document.querySelector<HTMLMetaElement>('meta[name=demo]')?.content;
/** What the server tells the pages of a demo; of any other there is none. */
export const demo = told ? (JSON.parse(told) as Demo) : undefined;

/** Whom one can log in as, and where the stand-ins' payer pays. */
export function DemoBar() {
  const words = useWords(shellWords);
  if (!demo) return null;
  return (
    <aside className="demo" aria-label={words.demo}>
      <strong>{words.demo}</strong> {words.demoLogins(demo.password)}{' '}
      <a href={`${demo.sandboxUrl}/__sandbox/payer`} target="_blank" rel="noreferrer">
        {words.payer}
      </a>
    </aside>
  );
}
