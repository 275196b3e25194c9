import { Button } from 'antd';
import { Link } from 'wouter';
import { api, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { useAge } from './age.ts';
import { attentionWords } from './attention-words.ts';
import { RunLink } from './run-link.tsx';
import { SubjectLink } from './subject-link.tsx';
import { operatorWords } from './words.ts';

type Attention = Schemas['Attention'];
type Kind = Schemas['AttentionKind'];

/** It comes and goes by itself. */
const refetchInterval = 10_000;

export function AttentionPage() {
  const words = useWords(attentionWords);
  const { attention } = useWords(operatorWords);
  const kinds = useVocabulary('attention-kinds');
  const format = useFormat();
  const ageOf = useAge();
  const [{ kind }, change] = useFilter(['kind']);
  const list = usePages('/ops/attention', kind ? { kind: kind as Kind } : {}, undefined, { refetchInterval });
  return (
    <Page title={attention}>
      <Kinds chosen={kind} onChoose={(chosen) => change({ kind: chosen })} word={kinds.word} />
      <ListTable<Attention>
        of={list}
        rowKey={({ kind: of, subject, since }) => `${of} ${JSON.stringify(subject)} ${since}`}
        label={words.list}
        empty={kind ? words.emptyOfKind : words.empty}
        columns={[
          {
            title: words.what,
            dataIndex: 'kind',
            width: 280,
            render: (of: Kind, { reason }) => (
              <div className="bounded">
                <strong>{kinds.word(of)}</strong>
                <div className="quiet">{reason}</div>
                <small className="quiet">{words.runbook(`docs/operating.md#${of}`)}</small>
              </div>
            ),
          },
          {
            title: words.about,
            dataIndex: 'subject',
            render: (subject: Attention['subject']) => <About {...subject} />,
          },
          {
            title: words.run,
            dataIndex: 'workflowUrl',
            render: (url: string | undefined, { workflowId }) => url && <RunLink url={url} of={workflowId} />,
          },
          {
            title: words.age,
            dataIndex: 'ageSeconds',
            render: (age: number, { since }) => (
              <>
                {ageOf(age)}
                <div className="quiet">{format.time(since)}</div>
              </>
            ),
          },
          { title: words.waitsFor, dataIndex: 'waitsFor', render: (who: Attention['waitsFor']) => words[who] },
          {
            title: words.attempts,
            dataIndex: 'attempts',
            className: 'number',
          },
          {
            title: words.lastError,
            dataIndex: 'lastError',
            render: (error?: string) => error && <span className="bounded code">{error}</span>,
          },
        ]}
      />
    </Page>
  );
}

/** Of which kinds there are how many; one of them is shown alone. */
function Kinds({
  chosen,
  onChoose,
  word,
}: {
  chosen: string | undefined;
  onChoose: (kind: string | undefined) => void;
  word: (kind: string) => string;
}) {
  const words = useWords(attentionWords);
  const ageOf = useAge();
  const { data, error, refetch } = api.useQuery('get', '/ops/attention/counts', {}, { refetchInterval });
  const counts = data?.items ?? [];
  // What the address asks for stays to be seen and left, even when there is none of it any more.
  const isGone = chosen !== undefined && !counts.some(({ kind }) => kind === chosen);
  const button = (kind: string | undefined, count: number | undefined, oldestSince?: string) => (
    <Button
      key={kind ?? ''}
      className="kind"
      type={kind === chosen ? 'primary' : 'default'}
      aria-pressed={kind === chosen}
      onClick={() => onChoose(kind)}
    >
      {kind === undefined ? words.allKinds : word(kind)}
      {count !== undefined && ` · ${count}`}
      {oldestSince && data && <small>{words.oldest(ageOf((Date.now() - Date.parse(oldestSince)) / 1000))}</small>}
    </Button>
  );
  return (
    <>
      <ProblemAlert of={(error as Error | null) ?? undefined} onAgain={() => void refetch()} />
      <div role="group" aria-label={words.kinds} className="kinds">
        {button(
          undefined,
          data?.items.reduce((sum, { count }) => sum + count, 0),
        )}
        {counts.map(({ kind, count, oldestSince }) => button(kind, count, oldestSince))}
        {isGone && button(chosen, data && 0)}
      </div>
    </>
  );
}

/** What it is about, and the page here that tells more. */
function About(subject: Attention['subject']) {
  const words = useWords(attentionWords);
  // Exactly one of these; Object.entries forgets the names.
  const [[what, number] = []] = Object.entries(subject) as [keyof Attention['subject'], string][];
  if (!what || !number) return null;
  const isAudited = what === 'registrationId' || what === 'disputeId' || what === 'mobileChangeId';
  return (
    <>
      <span className="quiet">{words[what]}</span>
      <div>
        <SubjectLink subject={number} />
      </div>
      {what === 'difference' && <Link href="/reconciliation">{words.difference}</Link>}
      {isAudited && <Link href={`/audit?subject=${encodeURIComponent(number)}`}>{words.seeAudit}</Link>}
    </>
  );
}
