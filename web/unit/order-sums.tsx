import { useWords } from '../language.ts';
import { yuan } from '../parts/format.ts';
import { badgeOrderWords } from './badge-order-words.ts';

/** People in all, what is due, what is taken off, what remains (G6.1), and what of it went back (G7.2). */
export function OrderSums({
  of: sums,
  givenBackFen = 0,
}: {
  of: { people: number; totalFen: number; reductionFen: number; payableFen: number };
  givenBackFen?: number;
}) {
  const words = useWords(badgeOrderWords);
  const rows = [
    [words.people, words.peopleCount(sums.people)],
    [words.total, yuan(sums.totalFen)],
    [words.reduction, yuan(sums.reductionFen)],
  ] as const;
  return (
    <dl className="sums">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div className="sum">
        <dt>{words.payable}</dt>
        <dd>{yuan(sums.payableFen)}</dd>
      </div>
      {givenBackFen > 0 && (
        <div>
          <dt>{words.givenBack}</dt>
          <dd>{yuan(givenBackFen)}</dd>
        </div>
      )}
    </dl>
  );
}
