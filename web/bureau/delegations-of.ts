import { useQuery } from '@tanstack/react-query';
import { client, type Schemas } from '../client/client.ts';
import { useLanguage } from '../language.ts';

type Delegation = Schemas['Delegation'];

async function allDelegations(): Promise<Delegation[]> {
  const all: Delegation[] = [];
  for (let cursor: string | undefined; ;) {
    const { data } = await client.GET('/delegations', {
      params: { query: { limit: 200, ...(cursor ? { cursor } : {}) } },
    });
    all.push(...data!.items);
    if (data!.nextCursor === null) return all;
    cursor = data!.nextCursor;
  }
}

/** The delegations to choose from, by their number or their id. */
export function useDelegations() {
  const language = useLanguage();
  const { data = [] } = useQuery({
    queryKey: ['get', '/delegations', 'all'],
    queryFn: allDelegations,
    staleTime: 60_000,
  });
  const nameOf = (delegation: Pick<Delegation, 'no' | 'nameZh' | 'nameEn'>) =>
    `${delegation.no} ${language === 'zh' ? delegation.nameZh : delegation.nameEn}`;
  const byNo = new Map(data.map((delegation) => [delegation.no, delegation]));
  return {
    options: data.map((delegation) => ({ value: delegation.no, label: nameOf(delegation) })),
    idOptions: data.map((delegation) => ({ value: delegation.delegationId, label: nameOf(delegation) })),
    nameOfNo: (no: number): string => {
      const found = byNo.get(no);
      return found ? nameOf(found) : String(no);
    },
  };
}
