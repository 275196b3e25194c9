import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { allocationWords } from './allocation-words.ts';
import { Deed } from './deed.tsx';
import { useDelegations } from './delegations-of.ts';
import { ChoiceField } from './fields.tsx';

/** Gives a unit to a delegation, which then reviews it. */
export function Allocate({ registrationId, name }: { registrationId: string; name: string }) {
  const words = useWords(allocationWords);
  const { idOptions } = useDelegations();
  return (
    <Deed
      name={words.allocate}
      of={name}
      kind="primary"
      send={(header, body: { delegationId: number }) =>
        client.POST('/bureau/registrations/{registrationId}/allocate', {
          params: { path: { registrationId }, header },
          body,
        })
      }
    >
      <ChoiceField name="delegationId" options={idOptions} />
    </Deed>
  );
}
