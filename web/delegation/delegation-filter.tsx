import { useWords } from '../language.ts';
import { SelectFilter } from '../parts/filters.tsx';
import { useDelegationName, useOwnDelegations } from './own-delegations.ts';
import { delegationWords } from './words.ts';

/** Narrows a list to one delegation below, for whoever has some. */
export function DelegationFilter({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (no: string | undefined) => void;
}) {
  const words = useWords(delegationWords);
  const name = useDelegationName();
  const { delegations } = useOwnDelegations();
  if (delegations.length < 2) return null;
  return (
    <SelectFilter
      label={words.ofDelegation}
      value={value}
      options={delegations.map((each) => ({ value: String(each.no), label: `${each.no} ${name(each)}` }))}
      onChange={onChange}
    />
  );
}
