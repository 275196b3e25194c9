import { ExportOutlined } from '@ant-design/icons';
import { useWords } from '../language.ts';
import { operatorWords } from './words.ts';

/** The run that looks after a thing, in the Temporal UI, in a tab of its own. */
export function RunLink({ url, of }: { url: string | undefined; of?: string | undefined }) {
  const words = useWords(operatorWords);
  if (url === undefined) return null;
  return (
    <a className="run-link" href={url} target="_blank" rel="noreferrer" aria-label={words.runOf(of ?? '')}>
      {words.run} <ExportOutlined aria-hidden />
    </a>
  );
}
