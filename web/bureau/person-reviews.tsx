import { Button, type TableProps } from 'antd';
import { useState } from 'react';
import { api, client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { OriginCell, PersonCell, UnitCell } from './cells.tsx';
import { useChosen } from './chosen.ts';
import { badgeTypeWords, optionsOf } from '../parts/codes.ts';
import { Deed } from './deed.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { useDelegations } from './delegations-of.ts';
import { ReasonField } from './fields.tsx';
import { JobProgress } from '../parts/job-progress.tsx';
import { Warnings } from '../parts/warnings.tsx';
import { personReviewWords } from './person-review-words.ts';
import { bureauWords } from './words.ts';

type Person = Schemas['PersonUnderReview'];
type State = Schemas['PersonReviewCounts']['items'][number]['state'];

const tones: Readonly<Record<State, Tone>> = { waiting: 'todo', approved: 'done', failed: 'wrong' };

/** G5.1: everybody whose badge is paid, judged one by one or many at once. */
export function PersonReviewsPage() {
  const words = useWords(personReviewWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const labels = useLabels();
  const mayAct = useMayAct();
  const [job, follow] = useState<string>();
  const [filter, change] = useFilter(['state', 'query', 'badgeType', 'delegation']);
  const state = (filter.state ?? 'waiting') as State;
  const narrowed = narrowedBy(filter);
  const people = usePages('/bureau/person-reviews', { ...narrowed, state });
  const { chosen, rowSelection, chooseNone } = useChosen(
    people.items,
    ({ attendeeId }) => attendeeId,
    ({ name }) => name,
  );
  const judged = (jobId: string) => {
    chooseNone();
    follow(jobId);
  };
  const columns: TableProps<Person>['columns'] = [
    {
      title: area.photo,
      dataIndex: 'hasPhoto',
      render: (hasPhoto: boolean, { attendeeId, name }) =>
        hasPhoto && <PersonPhoto path={`/review/attendees/${attendeeId}/photo`} name={name} />,
    },
    {
      title: area.person,
      dataIndex: 'name',
      render: (_, person) => (
        <span className="lines">
          <PersonCell of={person} />
          {person.possibleDuplicates > 0 && (
            <StateTag tone="wrong">{area.lookalikes(person.possibleDuplicates)}</StateTag>
          )}
          <Warnings of={person.warnings} />
        </span>
      ),
    },
    { title: labels('list'), dataIndex: 'list', render: (_, person) => <OriginCell of={person} /> },
    { title: area.unit, dataIndex: 'unitName', render: (_, person) => <UnitCell of={person} /> },
    {
      title: area.badge,
      dataIndex: 'badgeType',
      render: (badgeType: Person['badgeType'], { orderNo, stateAt }) => (
        <span className="lines">
          <BadgeTypeWord of={badgeType} />
          <span className="quiet">{orderNo}</span>
          <span className="quiet">{format.time(stateAt)}</span>
        </span>
      ),
    },
    ...(state === 'waiting'
      ? []
      : [
          {
            title: words.verdict,
            dataIndex: 'review',
            render: (_: unknown, person: Person) => <Verdict of={person.review} />,
          },
        ]),
    ...(state === 'waiting' && mayAct
      ? [
          {
            title: area.actions,
            key: 'actions',
            render: (_: unknown, person: Person) => (
              <span className="buttons">
                <Judge people={[person]} result="approve" onAsked={judged} />
                <Judge people={[person]} result="fail" onAsked={judged} />
              </span>
            ),
          },
        ]
      : []),
  ];
  return (
    <Page title={area.personReviews}>
      <Counts of={narrowed} state={state} onChange={(next) => change({ state: next })} />
      <Filters filter={filter} onChange={change} />
      {job && (
        <JobProgress
          key={job}
          jobId={job}
          title={words.job}
          changes={['/bureau/person-reviews', '/bureau/production', '/bureau/waiting']}
          hrefOf={({ attendeeId }) => `/corrections/${attendeeId}`}
          onClose={() => follow(undefined)}
        />
      )}
      {mayAct && state === 'waiting' && people.items.length > 0 && (
        <div className="chosen">
          <span role="status">{words.chosen(chosen.length)}</span>
          <Judge people={chosen} result="approve" many onAsked={judged} />
          <Judge people={chosen} result="fail" many onAsked={judged} />
        </div>
      )}
      <ListTable<Person>
        of={people}
        rowKey="attendeeId"
        label={words.list}
        empty={words.empty}
        {...(mayAct && state === 'waiting' ? { rowSelection } : {})}
        columns={columns}
      />
    </Page>
  );
}

type Filter = Partial<Record<'state' | 'query' | 'badgeType' | 'delegation', string>>;

const narrowedBy = ({ query, badgeType, delegation }: Filter) => ({
  ...(query ? { query } : {}),
  ...(badgeType ? { badgeType: badgeType as Person['badgeType'] } : {}),
  ...(delegation ? { delegation: Number(delegation) } : {}),
});

/** How many there are in each state of those that the filters leave. */
function Counts({
  of: query,
  state,
  onChange,
}: {
  of: ReturnType<typeof narrowedBy>;
  state: State;
  onChange: (state: State) => void;
}) {
  const words = useWords(personReviewWords);
  const counts = api.useQuery('get', '/bureau/person-reviews/counts', { params: { query } });
  const countOf = new Map(counts.data?.items.map((item) => [item.state, item.count]));
  return (
    <div className="buttons state-counts" role="group" aria-label={words.states}>
      {(['waiting', 'approved', 'failed'] as const).map((each) => (
        <Button
          key={each}
          type={each === state ? 'primary' : 'default'}
          aria-pressed={each === state}
          onClick={() => onChange(each)}
        >
          {words[each]} {countOf.get(each) ?? ''}
        </Button>
      ))}
    </div>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (change: Filter) => void }) {
  const words = useWords(personReviewWords);
  const area = useWords(bureauWords);
  const badgeTypes = useWords(badgeTypeWords);
  const delegations = useDelegations();
  // An absent value takes the filter away.
  const set = (name: keyof Filter) => (value: string | undefined) => onChange({ [name]: value } as Filter);
  return (
    <div className="filters">
      <SearchFilter label={words.query} value={filter.query} onChange={set('query')} />
      <SelectFilter
        label={area.badgeType}
        value={filter.badgeType}
        options={optionsOf(badgeTypes)}
        onChange={set('badgeType')}
      />
      <SelectFilter
        label={area.delegation}
        value={filter.delegation}
        options={delegations.options.map(({ value, label }) => ({ value: String(value), label }))}
        onChange={set('delegation')}
      />
    </div>
  );
}

function Judge({
  people,
  result,
  many = false,
  onAsked,
}: {
  people: readonly Person[];
  result: 'approve' | 'fail';
  many?: boolean;
  onAsked: (jobId: string) => void;
}) {
  const words = useWords(personReviewWords);
  const count = people.length;
  const ofMany = result === 'approve' ? words.approveChosen(count) : words.failChosen(count);
  return (
    <Deed<{ reason?: string }, Schemas['BulkAccepted']>
      name={many ? ofMany : words[result]}
      {...(many ? {} : { of: people[0]!.name })}
      kind={result === 'fail' ? 'danger' : many ? 'primary' : 'default'}
      disabled={count === 0}
      changes={[]}
      send={(header, input) =>
        client.POST('/bureau/person-reviews', {
          params: { header },
          body: { items: people.map(({ attendeeId }) => ({ attendeeId, result, ...input })) },
        })
      }
      told={() => words.asked}
      onDone={({ jobId }) => onAsked(jobId)}
    >
      <p>{result === 'approve' ? words.approveHelp(count) : words.failHelp(count)}</p>
      {result === 'fail' && <ReasonField />}
    </Deed>
  );
}

export function BadgeTypeWord({ of: badgeType }: { of: Person['badgeType'] }) {
  return <>{useWords(badgeTypeWords)[badgeType]}</>;
}

function Verdict({ of: review }: { of: Person['review'] }) {
  const words = useWords(personReviewWords);
  const { none } = useWords(common);
  const format = useFormat();
  if (!review) return none;
  const state = review.result === 'approve' ? 'approved' : 'failed';
  return (
    <span className="lines">
      <StateTag tone={tones[state]}>{words[state]}</StateTag>
      {review.reason && <span className="wrapped">{review.reason}</span>}
      <span className="quiet">
        {review.by} · {format.time(review.decidedAt)}
      </span>
    </span>
  );
}
