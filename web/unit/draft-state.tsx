import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import type { DraftStanding } from './draft.ts';
import { formWords } from './form-words.ts';

/** Whether what was typed is saved, and since when. */
export function DraftState({ state, at, problem }: DraftStanding) {
  const words = useWords(formWords);
  const { exactTime } = useFormat();
  const time = at ? exactTime(at).split(' ').at(-1)! : '';
  const saved = problem ? words.savedExcept(time) : words.savedAt(time);
  return (
    <span role="status" className={problem ? 'note returned' : 'quiet'}>
      {state === 'saved' ? saved : words[state]}
    </span>
  );
}
