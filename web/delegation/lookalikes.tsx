import { useWords } from '../language.ts';
import { StateTag } from '../parts/state-tag.tsx';
import { delegationWords } from './words.ts';

/** That a person may be one whom another unit has as well; nothing where nobody is like them. */
export function Lookalikes({ count }: { count: number }) {
  const words = useWords(delegationWords);
  return count > 0 ? <StateTag tone="wrong">{words.lookalikes(count)}</StateTag> : null;
}
