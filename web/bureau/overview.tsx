import { Alert, Skeleton } from 'antd';
import { Link } from 'wouter';
import { api } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { overviewWords } from './overview-words.ts';
import { useWaiting, type Queue } from './waiting.tsx';
import { bureauWords } from './words.ts';

/** Where each queue is. */
const queues: readonly (readonly [Queue, href: string])[] = [
  ['personReviews', '/person-reviews'],
  ['production', '/production'],
  ['unallocated', '/unallocated'],
  ['disputes', '/disputes?state=open'],
  ['mobileChanges', '/mobile-changes'],
  ['reductions', '/reductions'],
  ['editionChanges', '/edition'],
];

/** What waits, in numbers that lead to it. */
export function OverviewPage() {
  const area = useWords(bureauWords);
  const words = useWords(overviewWords);
  const mayAct = useMayAct();
  const waiting = useWaiting();
  const registrations = api.useQuery('get', '/review/registrations/counts');
  const attention = api.useQuery('get', '/ops/attention/counts');
  return (
    <Page title={area.overview}>
      {!mayAct && <Alert type="info" showIcon title={area.readOnly} />}
      <h2>{words.ofBureau}</h2>
      <Fault of={waiting.error} />
      <ul className="waiting">
        {queues.map(([queue, href]) => (
          <Waiting key={queue} href={href} name={words[queue]} count={waiting.data?.[queue]} />
        ))}
      </ul>
      <h2>{words.ofOthers}</h2>
      <Fault of={registrations.error ?? attention.error} />
      <ul className="waiting">
        <Waiting
          href="~/app/delegation"
          name={words.registrations}
          count={registrations.data?.items.find(({ state }) => state === 'under_review')?.count}
        />
        <Waiting
          href="~/app/operator"
          name={words.attention}
          count={attention.data?.items.reduce((sum, { count }) => sum + count, 0)}
        />
      </ul>
    </Page>
  );
}

/** Why a number could not be read. */
function Fault({ of: error }: { of: unknown }) {
  return error ? <ProblemAlert of={error as Error} /> : null;
}

function Waiting({ href, name, count }: { href: string; name: string; count: number | undefined }) {
  const format = useFormat();
  return (
    <li className={count ? 'some' : ''}>
      <Link href={href}>
        {count === undefined ? <Skeleton.Button active size="small" /> : <strong>{format.number(count)}</strong>}
        <span>{name}</span>
      </Link>
    </li>
  );
}
