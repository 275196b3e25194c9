import { Alert, Skeleton } from 'antd';
import { Link } from 'wouter';
import { api } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useMayAct } from './deed.tsx';
import { overviewWords } from './overview-words.ts';
import { bureauWords } from './words.ts';

interface Read<T> {
  data: T | undefined;
  error: unknown;
}

/** So many as the first page tells; `+` where there are more. */
const firstPage = { params: { query: { limit: 200 } } } as const;
const onPage = (page: { items: unknown[]; nextCursor: string | null }, count = page.items.length) =>
  [count, page.nextCursor !== null] as const;

/** What waits, in numbers that lead to it. */
export function OverviewPage() {
  const area = useWords(bureauWords);
  const words = useWords(overviewWords);
  const mayAct = useMayAct();
  const reviews = api.useQuery('get', '/bureau/person-reviews/counts');
  const producible = api.useQuery('get', '/bureau/production', firstPage);
  const unallocated = api.useQuery('get', '/bureau/unallocated', firstPage);
  const disputes = api.useQuery('get', '/bureau/disputes', { params: { query: { limit: 200, state: 'open' } } });
  const mobiles = api.useQuery('get', '/bureau/mobile-changes', firstPage);
  const reductions = api.useQuery('get', '/bureau/reductions', firstPage);
  const changes = api.useQuery('get', '/bureau/edition/changes', {
    params: { query: { limit: 200, state: 'waiting' } },
  });
  const registrations = api.useQuery('get', '/review/registrations/counts');
  const attention = api.useQuery('get', '/ops/attention/counts');
  return (
    <Page title={area.overview}>
      {!mayAct && <Alert type="info" showIcon title={area.readOnly} />}
      <h2>{words.ofBureau}</h2>
      <ul className="waiting">
        <Waiting
          href="/person-reviews"
          name={words.personReviews}
          of={reviews}
          count={({ items }) => [items.find(({ state }) => state === 'waiting')?.count ?? 0, false]}
        />
        <Waiting href="/production" name={words.production} of={producible} count={onPage} />
        <Waiting href="/unallocated" name={words.unallocated} of={unallocated} count={onPage} />
        <Waiting href="/disputes?state=open" name={words.disputes} of={disputes} count={onPage} />
        <Waiting href="/mobile-changes" name={words.mobileChanges} of={mobiles} count={onPage} />
        <Waiting
          href="/reductions"
          name={words.reductions}
          of={reductions}
          count={(page) => onPage(page, page.items.filter(({ peopleNeeded }) => peopleNeeded > 0).length)}
        />
        <Waiting href="/edition" name={words.editionChanges} of={changes} count={onPage} />
      </ul>
      <h2>{words.ofOthers}</h2>
      <ul className="waiting">
        <Waiting
          href="~/app/delegation"
          name={words.registrations}
          of={registrations}
          count={({ items }) => [items.find(({ state }) => state === 'under_review')?.count ?? 0, false]}
        />
        <Waiting
          href="~/app/operator"
          name={words.attention}
          of={attention}
          count={({ items }) => [items.reduce((sum, { count }) => sum + count, 0), false]}
        />
      </ul>
    </Page>
  );
}

function Waiting<T>({
  href,
  name,
  of: { data, error },
  count,
}: {
  href: string;
  name: string;
  of: Read<T>;
  count: (data: T) => readonly [count: number, andMore: boolean];
}) {
  const format = useFormat();
  if (error) return <ProblemAlert of={error as Error} />;
  const [number, andMore] = data === undefined ? [0, false] : count(data);
  return (
    <li className={number > 0 ? 'some' : ''}>
      <Link href={href}>
        {data === undefined ? (
          <Skeleton.Button active size="small" />
        ) : (
          <strong>
            {format.number(number)}
            {andMore && '+'}
          </strong>
        )}
        <span>{name}</span>
      </Link>
    </li>
  );
}
