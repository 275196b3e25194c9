import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { attendeeLists, maxDeletedAtOnce } from '../../domain/attendee.ts';
import { useAction } from '../client/action.ts';
import { api, client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useStates } from '../parts/states.tsx';
import { common } from '../parts/words.ts';
import { useAttendees, type List } from './attendee-list.ts';
import { AttendeeTable } from './attendee-table.tsx';
import { attendeeWords } from './attendee-words.ts';
import { isOpen, useRegistration } from './registration.ts';
import { unitWords } from './words.ts';

/** The people who will visit, in three lists (G3.3): added, changed and deleted until the delegation locks them (G5.4). */
export function AttendeesPage() {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(attendeeWords) };
  const [, go] = useLocation();
  const { message } = App.useApp();
  const states = useStates('attendee');
  const [filter, setFilter] = useFilter(['list', 'state', 'query', 'photo']);
  const [chosen, setChosen] = useState<string[]>([]);
  const registration = useRegistration();
  const canChange = registration.data ? isOpen(registration.data) : false;
  const remove = useAction(
    (once, ids: string[]) => client.POST('/attendees/batch-delete', { params: { header: once }, body: { ids } }),
    {
      changes: ['/attendees', '/registration'],
      onDone: ({ deleted }) => {
        setChosen([]);
        void message.success(words.removed(deleted));
      },
    },
  );
  const list: List = attendeeLists.find((each) => each === filter.list) ?? 'mainland';
  const pages = useAttendees(list, filter);
  const counts = api.useQuery('get', '/attendees/counts').data?.items ?? [];
  const withoutPhoto = counts.reduce((sum, each) => sum + (each.state === 'saved' ? each.withoutPhoto : 0), 0);
  const countOf = (of: List) => counts.reduce((sum, { list: own, count }) => sum + (own === of ? count : 0), 0);
  const narrow: typeof setFilter = (change) => {
    setChosen([]);
    setFilter(change);
  };
  const isNarrowed = Boolean(filter.state || filter.query || filter.photo);
  return (
    <Page
      title={words.attendees}
      actions={
        canChange && (
          <Button icon={<UploadOutlined aria-hidden />} onClick={() => go(`/attendees/import?list=${list}`)}>
            {words.importing}
          </Button>
        )
      }
    >
      {registration.data && !canChange && <Alert type="info" showIcon className="told" title={words.ended} />}
      {withoutPhoto > 0 && <Alert type="warning" showIcon className="told" title={words.photosMissing(withoutPhoto)} />}
      <nav className="tabs" aria-label={words.attendees}>
        {attendeeLists.map((each) => (
          <Link
            key={each}
            href={`/attendees?list=${each}`}
            aria-current={each === list ? 'page' : undefined}
            onClick={() => setChosen([])}
          >
            {words[each]} ({countOf(each)})
          </Link>
        ))}
      </nav>
      <div className="filters">
        <SelectFilter
          label={words.state}
          value={filter.state}
          options={states.options}
          onChange={(state) => narrow({ state })}
        />
        <SelectFilter
          label={words.photo}
          value={filter.photo}
          options={[{ value: 'missing', label: words.photoMissing }]}
          onChange={(photo) => narrow({ photo })}
        />
        <SearchFilter label={words.nameOfPerson} value={filter.query} onChange={(query) => narrow({ query })} />
        {canChange && (
          <>
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => go(`/attendees/new/${list}`)}>
              {words.addTo(words[list])}
            </Button>
            <Popconfirm
              title={words.removeAsk(chosen.length)}
              description={words.removeHelp}
              okText={words.remove}
              cancelText={words.cancel}
              okButtonProps={{ danger: true }}
              onConfirm={() => remove.run(chosen)}
            >
              <Button
                danger
                disabled={chosen.length === 0 || chosen.length > maxDeletedAtOnce}
                loading={remove.pending}
              >
                {words.removeChosen(chosen.length)}
              </Button>
            </Popconfirm>
          </>
        )}
      </div>
      {chosen.length > maxDeletedAtOnce && (
        <Alert type="warning" showIcon className="told" title={words.tooManyChosen(maxDeletedAtOnce)} />
      )}
      <ProblemAlert of={remove.problem} />
      <AttendeeTable
        of={pages}
        list={list}
        canChange={canChange}
        empty={isNarrowed ? words.emptyFilter : words.empty}
        chosen={chosen}
        onChoose={setChosen}
      />
    </Page>
  );
}
