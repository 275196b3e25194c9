import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { decisionWords } from '../parts/codes.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { registrationWords } from './registration-words.ts';

const tones: Readonly<Record<Schemas['Verdict']['decision'], Tone>> = {
  approve: 'done',
  return: 'todo',
  reject: 'wrong',
};

/** What reviewers decided so far, the newest first. */
export function Verdicts({ of: reviews }: { of: readonly Schemas['Verdict'][] }) {
  const words = useWords(registrationWords);
  const verdicts = useWords(decisionWords);
  const format = useFormat();
  const labelAt = useLabels();
  return (
    <section aria-labelledby="verdicts">
      <h2 id="verdicts">{words.verdicts}</h2>
      <div className="card">
        {reviews.length === 0 && <p className="quiet">{words.noVerdicts}</p>}
        <ol className="verdicts">
          {reviews
            .toSorted((one, other) => Date.parse(other.decidedAt) - Date.parse(one.decidedAt))
            .map(({ decision, reason, fields, round, level, by, decidedAt }) => (
              <li key={decidedAt}>
                <StateTag tone={tones[decision]}>{verdicts[decision]}</StateTag>
                <span className="quiet">
                  {words.round(round)}
                  {level === 2 && ` · ${words.level2}`} · {words.by(by, format.time(decidedAt))}
                </span>
                {reason && <p>{reason}</p>}
                {fields && (
                  <ul>
                    {fields.map(({ path, reason: why }) => (
                      <li key={path}>
                        <strong>{labelAt(path)}</strong> {why}
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
        </ol>
      </div>
    </section>
  );
}
