import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, App, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { attendeeLists } from '../../domain/attendee.ts';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SelectFilter } from '../parts/filters.tsx';
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
  const [filter, setFilter] = useFilter(['list', 'state']);
  const [chosen, setChosen] = useState<string[]>([]);
  const registration = useRegistration();
  const pages = useAttendees();
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
  const withoutPhoto = pages.items.filter((person) => !person.hasPhoto && person.state === 'saved').length;

  const countOf = (of: List) => pages.items.filter((person) => person.list === of).length;
  const shown = pages.items.filter(
    (person) => person.list === list && (!filter.state || person.state === filter.state),
  );
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
          onChange={(state) => setFilter({ state })}
        />
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
              <Button danger disabled={chosen.length === 0} loading={remove.pending}>
                {words.removeChosen(chosen.length)}
              </Button>
            </Popconfirm>
          </>
        )}
      </div>
      <ProblemAlert of={remove.problem} />
      <AttendeeTable
        of={{ ...pages, items: shown, hasMore: false }}
        list={list}
        canChange={canChange}
        empty={filter.state ? words.emptyState : words.empty}
        chosen={chosen}
        onChoose={setChosen}
      />
    </Page>
  );
}
