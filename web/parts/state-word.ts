import { api, type Schemas } from '../client/client.ts';
import { useLanguage } from '../language.ts';

/** What the API calls the states of orders, refunds, invoices and whatever else has states. */
export function useStateWord(of: Schemas['StateOf']): (state: string) => string {
  const language = useLanguage();
  const { data } = api.useQuery('get', '/reference/states', {}, { staleTime: Infinity });
  return (state) => data?.items.find((item) => item.of === of && item.code === state)?.[language] ?? state;
}
