import { operationsOf, relations, table, type PersonReview, type Relation, type Verdict } from './audiences.ts';

/** The verdict on a caller of each relation, by operation. */
export function expectations(): Map<string, Record<Relation, PersonReview>> {
  const [header, ...rows] = table.trim().split('\n');
  if (header!.trim().split(/\s+/).join() !== relations.join())
    throw new Error('The columns of the table are not the relations');
  const verdictsOf = new Map(
    rows.map((row) => {
      const [audience, verdicts] = [row.slice(0, 33).trim(), row.slice(33).trim().split(/\s+/) as Verdict[]];
      return [audience, Object.fromEntries(relations.map((relation, index) => [relation, verdicts[index]!]))] as const;
    }),
  );
  const all = new Map<string, Record<Relation, PersonReview>>();
  for (const [audience, lines] of Object.entries(operationsOf))
    for (const operation of lines.trim().split(/\n\s*/)) {
      if (all.has(operation)) throw new Error(`${operation} stands in two audiences`);
      const read = operation.startsWith('get ') ? '+' : '403';
      const verdicts = Object.entries(verdictsOf.get(audience)!).map(
        ([relation, verdict]) => [relation, verdict === 'reads' ? read : verdict] as const,
      );
      all.set(operation, Object.fromEntries(verdicts) as Record<Relation, PersonReview>);
    }
  return all;
}
