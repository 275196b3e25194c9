import { api, type Schemas } from '../client/client.ts';
import { useFormat } from '../parts/format.ts';

export type Queue = keyof Schemas['Waiting'];

/** How much waits in each of the bureau's queues; each page of the bureau looks again, once a minute. */
export const useWaiting = () => api.useQuery('get', '/bureau/waiting', undefined, { refetchInterval: 60_000 });

/** The same of one queue, in the menu; nothing where nothing waits. */
export function WaitingMark({ of: queue }: { of: Queue }) {
  const format = useFormat();
  const count = useWaiting().data?.[queue] ?? 0;
  return count === 0 ? null : <span className="area-menu-count">{format.number(count)}</span>;
}
