import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { usePlaces } from '../parts/places.ts';
import { formWords } from './form-words.ts';

/** The unit's addresses, each in one line; without an id the default one is meant. */
export function useAddressLines() {
  const words = useWords(formWords);
  const { place } = usePlaces();
  const addresses = usePages('/addresses', { limit: 200 });
  const lineWith = (address: Schemas['Address']) => {
    const marks = [...(address.default ? [words.isDefault] : []), ...(address.outdated ? [words.isOutdated] : [])];
    return `${address.recipient} ${place(address)}${marks.length > 0 ? `（${marks.join('，')}）` : ''}`;
  };
  return {
    ...addresses,
    lineWith,
    lineOf(addressId: string | undefined): string | undefined {
      const found = addresses.items.find((each) => (addressId ? each.addressId === addressId : each.default));
      return found && lineWith(found);
    },
  };
}
