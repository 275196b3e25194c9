import { useState } from 'react';
import { Link } from 'wouter';
import { shownStates, unitCategories } from '../../domain/registration.ts';
import { api, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { categoryWords, optionsOf, registrationStateWords } from '../parts/codes.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { JobProgress } from '../parts/job-progress.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { common } from '../parts/words.ts';
import { BulkDecision } from './bulk-decision.tsx';
import { DelegationFilter } from './delegation-filter.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { useDelegationName, useOwnDelegations } from './own-delegations.ts';
import { registrationWords } from './registration-words.ts';
import { RemindersDue } from './reminders.tsx';
import { StateFilter } from './state-filter.tsx';
import { State as StateOf } from '../parts/states.tsx';
import { Waiting } from './waiting.tsx';
import { delegationWords } from './words.ts';

type Queued = Schemas['QueuedRegistration'];
type State = Schemas['RegistrationState'];

/** Shown though none is in them; those that few come into are not. */
const always: readonly State[] = ['draft', 'under_review', 'returned', 'approved', 'rejected'];
const isState = (value: string): value is State => (shownStates as readonly string[]).includes(value);

/** What the filter in the address asks the API for. */
function queryOf(filter: Partial<Record<'category' | 'delegation' | 'query', string>>) {
  const category = unitCategories.find((each) => each === filter.category);
  const delegation = Number(filter.delegation);
  return {
    ...(category ? { category } : {}),
    ...(delegation > 0 ? { delegation } : {}),
    ...(filter.query ? { query: filter.query } : {}),
  };
}

/** The units of the delegation: who waits for review first, decided on by one or by many (G4.3). */
export function RegistrationsPage() {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(registrationWords) };
  const categories = useWords(categoryWords);
  const states = useWords(registrationStateWords);
  const format = useFormat();
  const nameOf = useDelegationName();
  const mayAct = useMayAct();
  const { delegations } = useOwnDelegations();
  const [filter, change] = useFilter(['state', 'category', 'delegation', 'query', 'job']);
  const [selected, select] = useState<Queued[]>([]);
  const state = filter.state ?? 'under_review';
  const of = queryOf(filter);
  const list = usePages('/review/registrations', { ...of, ...(isState(state) ? { state: [state] } : {}) });
  const counts = api.useQuery('get', '/review/registrations/counts', { params: { query: of } });
  const countOf = new Map(counts.data?.items.map((item) => [item.state, item.count]));
  const total = counts.data?.items.reduce((sum, { count }) => sum + count, 0);
  const narrow = (changed: Parameters<typeof change>[0]) => {
    select([]);
    change(changed);
  };
  const nameAt = (unit: Pick<Queued, 'unitName'>) => unit.unitName ?? words.noName;
  return (
    <Page title={words.registrations}>
      <RemindersDue count={counts.data?.reminded ?? 0} />
      {filter.job && (
        <JobProgress
          key={filter.job}
          jobId={filter.job}
          title={words.jobTitle}
          changes={['/review/registrations']}
          hrefOf={({ registrationId }) => `/registrations/${registrationId}`}
          onClose={() => change({ job: undefined })}
        />
      )}
      <StateFilter
        label={words.stateOf}
        value={state}
        onChange={(chosen) => narrow({ state: chosen === 'under_review' ? undefined : chosen })}
        states={[
          ...shownStates
            .filter((each) => always.includes(each) || each === state || (countOf.get(each) ?? 0) > 0)
            .toSorted((one, other) => Number(other === 'under_review') - Number(one === 'under_review'))
            .map((each) => ({ value: each, label: states[each], count: countOf.get(each) })),
          { value: 'all', label: words.all, count: total },
        ]}
      />
      <div className="filters">
        <SearchFilter label={words.search} value={filter.query} onChange={(query) => narrow({ query })} />
        <SelectFilter
          label={words.category}
          value={filter.category}
          options={optionsOf(categories)}
          onChange={(category) => narrow({ category })}
        />
        <DelegationFilter value={filter.delegation} onChange={(delegation) => narrow({ delegation })} />
      </div>
      {mayAct ? (
        <BulkDecision
          of={selected}
          onClear={() => select([])}
          onAccepted={(job) => {
            select([]);
            change({ job });
          }}
        />
      ) : (
        <p className="quiet">{words.readOnly}</p>
      )}
      <ListTable
        of={list}
        rowKey="registrationId"
        label={words.registrations}
        empty={state === 'under_review' && Object.keys(of).length === 0 ? words.emptyQueue : words.emptyList}
        {...(mayAct && {
          rowSelection: {
            selectedRowKeys: selected.map(({ registrationId }) => registrationId),
            onChange: (_keys: unknown, rows: Queued[]) => select(rows),
            getTitleCheckboxProps: () => ({ 'aria-label': words.selectAll }),
            getCheckboxProps: (unit: Queued) => ({
              disabled: unit.state !== 'under_review',
              'aria-label': words.select(nameAt(unit)),
            }),
          },
        })}
        columns={[
          {
            title: words.unit,
            render: (_, unit) => (
              <div className="who-it-is">
                <Link href={`/registrations/${unit.registrationId}`}>{nameAt(unit)}</Link>
                <span className="quiet">{unit.uscc ?? `${unit.country}: ${unit.businessNo}`}</span>
              </div>
            ),
          },
          { title: words.stateOf, render: (_, unit) => <StateOf of="registration" state={unit.state} /> },
          { title: words.waitingSince, render: (_, unit) => <Waiting of={unit} /> },
          { title: words.people, dataIndex: 'attendees', className: 'number' },
          { title: words.category, render: (_, { category }) => categories[category] },
          ...(delegations.length > 1
            ? [
                {
                  title: words.ofDelegation,
                  render: (_: unknown, unit: Queued) => <div className="remarks">{nameOf(unit.delegation)}</div>,
                },
              ]
            : []),
          {
            title: words.submittedAt,
            render: (_, { submittedAt, round }) => (
              <div className="who-it-is">
                {format.time(submittedAt)}
                {round > 1 && <span className="quiet">{words.round(round)}</span>}
              </div>
            ),
          },
        ]}
      />
    </Page>
  );
}
