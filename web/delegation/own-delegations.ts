import { api, type Schemas } from '../client/client.ts';
import { useLanguage } from '../language.ts';
import { nothing } from '../parts/format.ts';

type Delegation = Schemas['Delegation'];

/** A delegation in the page's language. */
export function useDelegationName(): (of: { nameZh: string; nameEn: string } | null) => string {
  const language = useLanguage();
  return (of) => (of === null ? nothing : language === 'zh' ? of.nameZh : of.nameEn);
}

/** The own delegation and those below it, of the bureau all of them; `own` is whose staff it is. */
export function useOwnDelegations(): { delegations: Delegation[]; own: Delegation | undefined } {
  const { data: session } = api.useQuery('get', '/sessions/current');
  const { data } = api.useQuery('get', '/delegations', { params: { query: { limit: 200 } } }, { staleTime: Infinity });
  const all = data?.items ?? [];
  if (!session) return { delegations: [], own: undefined };
  if (!session.delegation) return { delegations: all, own: undefined };
  const own = all.find(({ no }) => no === session.delegation?.no);
  const below = (no: number): Delegation[] =>
    all.filter(({ parentNo }) => parentNo === no).flatMap((each) => [each, ...below(each.no)]);
  return { delegations: own ? [own, ...below(own.no)] : [], own };
}
