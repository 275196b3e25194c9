import { api, type paths } from '../client/client.ts';
import { useLanguage } from '../language.ts';

export type Vocabulary = paths['/reference/{name}']['get']['parameters']['path']['name'];

/** A vocabulary of the API (`natures`, `countries`, `attendee-states` …): what a code is called, and what there is to choose; not read before it is `needed`. */
export function useVocabulary(name: Vocabulary, needed = true) {
  const language = useLanguage();
  const { data } = api.useQuery(
    'get',
    '/reference/{name}',
    { params: { path: { name } } },
    { staleTime: Infinity, enabled: needed },
  );
  const items = data?.items ?? [];
  const found = new Map(items.map((item) => [item.code, item[language]]));
  return {
    items,
    word: (code: string) => found.get(code) ?? code,
    options: items.map((item) => ({ value: item.code, label: item[language] })),
  };
}
