import { api } from '../client/client.ts';
import { useLanguage } from '../language.ts';

/** A vocabulary of the API (`natures`, `countries`, `attendee-states` …): what a code is called, and what there is to choose. */
export function useVocabulary(name: string) {
  const language = useLanguage();
  const { data } = api.useQuery(
    'get',
    '/reference/{name}',
    { params: { path: { name: name as never } } },
    { staleTime: Infinity },
  );
  const items = data?.items ?? [];
  const found = new Map(items.map((item) => [item.code, item[language]]));
  return {
    items,
    word: (code: string) => found.get(code) ?? code,
    options: items.map((item) => ({ value: item.code, label: item[language] })),
  };
}
