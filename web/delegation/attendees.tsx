import { useState } from 'react';
import { Link } from 'wouter';
import { attendeeLists, badgeTypes } from '../../domain/attendee.ts';
import { api, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { attendeeStateWords, badgeTypeWords, listWords, optionsOf } from '../parts/codes.ts';
import { useFilter } from '../parts/filter.ts';
import { SelectFilter } from '../parts/filters.tsx';
import { JobProgress } from '../parts/job-progress.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { common } from '../parts/words.ts';
import { attendeeColumns } from './attendee-columns.tsx';
import { attendeeWords } from './attendee-words.ts';
import { DelegationFilter } from './delegation-filter.tsx';
import { Locking, type Labels } from './locking.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { StateFilter } from './state-filter.tsx';
import { delegationWords } from './words.ts';

type Person = Schemas['ReviewedAttendee'];
type State = Schemas['AttendeeState'];
const names = ['state', 'list', 'badgeType', 'delegation', 'registration', 'job', 'kind'] as const;

/** What the filter in the address asks the API for, but for the state. */
function queryOf(filter: Partial<Record<(typeof names)[number], string>>) {
  const list = attendeeLists.find((each) => each === filter.list);
  const badgeType = badgeTypes.find((each) => each === filter.badgeType);
  const delegation = Number(filter.delegation);
  return {
    ...(list ? { list } : {}),
    ...(badgeType ? { badgeType } : {}),
    ...(delegation > 0 ? { delegation } : {}),
    ...(filter.registration ? { registrationId: filter.registration } : {}),
  };
}

/** The people of the units, to be labelled with a badge type and locked (G5.2). */
export function AttendeesPage() {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(attendeeWords) };
  const states = useWords(attendeeStateWords);
  const lists = useWords(listWords);
  const types = useWords(badgeTypeWords);
  const mayAct = useMayAct();
  const [filter, change] = useFilter(names);
  const [selected, select] = useState<Person[]>([]);
  const [chosen, choose] = useState<Labels>({});
  const state = filter.state ?? 'saved';
  const of = queryOf(filter);
  const counts = api.useQuery('get', '/review/attendees/counts', { params: { query: of } });
  const countOf = new Map<string, number>(counts.data?.items.map((item) => [item.state, item.count]));
  const list = usePages('/review/attendees', {
    ...of,
    limit: 20,
    ...(state === 'all' ? {} : { state: [state as State] }),
  });
  const labels: Labels = {
    ...Object.fromEntries(list.items.flatMap((each) => (each.badgeType ? [[each.attendeeId, each.badgeType]] : []))),
    ...chosen,
  };
  const label = (changed: Labels) => choose((before) => ({ ...before, ...changed }));
  const narrow = (changed: Parameters<typeof change>[0]) => {
    select([]);
    change(changed);
  };
  const unit = list.items.find(({ registrationId }) => registrationId === filter.registration)?.unitName;
  return (
    <Page title={words.attendees}>
      <p className="quiet">{mayAct ? words.intro : words.readOnly}</p>
      {filter.job && (
        <JobProgress
          key={filter.job}
          jobId={filter.job}
          title={filter.kind === 'unlock' ? words.unlockJob : words.lockJob}
          changes={['/review/attendees']}
          hrefOf={({ attendeeId }) => `/attendees/${attendeeId}`}
          onClose={() => change({ job: undefined, kind: undefined })}
        />
      )}
      <StateFilter
        label={words.stateOf}
        value={state}
        onChange={(next) => narrow({ state: next === 'saved' ? undefined : next })}
        states={[
          ...optionsOf(states)
            .filter(({ value }) => ['saved', 'locked', state].includes(value) || (countOf.get(value) ?? 0) > 0)
            .map((each) => ({ ...each, count: countOf.get(each.value) })),
          { value: 'all', label: words.all, count: counts.data?.items.reduce((sum, { count }) => sum + count, 0) },
        ]}
      />
      <div className="filters">
        <SelectFilter
          label={words.list}
          value={filter.list}
          options={optionsOf(lists)}
          onChange={(next) => narrow({ list: next })}
        />
        <SelectFilter
          label={words.badgeType}
          value={filter.badgeType}
          options={optionsOf(types)}
          onChange={(badgeType) => narrow({ badgeType })}
        />
        <DelegationFilter value={filter.delegation} onChange={(delegation) => narrow({ delegation })} />
      </div>
      {filter.registration && (
        <p className="compared-told">
          {unit ? words.onlyOf(unit) : words.onlyOfOne}
          <Link href="/attendees">{words.showAllUnits}</Link>
        </p>
      )}
      {mayAct && (
        <Locking
          of={selected}
          labels={labels}
          onLabel={label}
          onClear={() => select([])}
          onAccepted={({ jobId, kind }) => {
            select([]);
            change({ job: jobId, kind });
          }}
        />
      )}
      <ListTable
        of={list}
        rowKey="attendeeId"
        label={words.attendees}
        empty={words.empty}
        {...(mayAct && {
          rowSelection: {
            selectedRowKeys: selected.map(({ attendeeId }) => attendeeId),
            onChange: (_keys: unknown, rows: Person[]) => select(rows),
            getTitleCheckboxProps: () => ({ 'aria-label': words.selectAll }),
            getCheckboxProps: (person: Person) => ({
              disabled: person.may.length === 0,
              'aria-label': words.select(person.name),
            }),
          },
        })}
        columns={attendeeColumns(words, { lists, types, labels, onLabel: mayAct ? label : undefined })}
      />
    </Page>
  );
}
