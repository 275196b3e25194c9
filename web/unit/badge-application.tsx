import { Alert, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { attendeeLists, type AttendeeList } from '../../domain/attendee.ts';
import { maxLinesPerOrder } from '../../domain/badge-order.ts';
import { useAction } from '../client/action.ts';
import { api, client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useStates } from '../parts/states.tsx';
import { common } from '../parts/words.ts';
import { useAttendees } from './attendee-list.ts';
import { ApplicantTable, canBeOrderedFor } from './applicant-table.tsx';
import { BadgeFlow } from './badge-flow.tsx';
import { badgeOrderWords } from './badge-order-words.ts';

/** What the page of confirming an order is told: for whom. */
export interface ChosenPeople {
  attendeeIds: string[];
}

/** Whom the unit orders badges for, of those its delegation locked; the others it may still delete (G5.3, G5.4). */
export function BadgeApplicationPage() {
  const words = { ...useWords(common), ...useWords(badgeOrderWords) };
  const [, go] = useLocation();
  const [filter, setFilter] = useFilter(['state', 'query']);
  const states = useStates('attendee');
  const tables = {
    mainland: useAttendees('mainland', filter),
    hk_macao_taiwan: useAttendees('hk_macao_taiwan', filter),
    overseas: useAttendees('overseas', filter),
  } satisfies Record<AttendeeList, unknown>;
  const shown = attendeeLists.flatMap((list) => tables[list].items);
  const registration = api.useQuery('get', '/registration');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const taken = shown.filter(({ attendeeId }) => chosen.includes(attendeeId));
  const [locked, saved] = [taken.filter(canBeOrderedFor), taken.filter(({ state }) => state === 'saved')];
  const idsOf = (some: typeof locked) => some.map(({ attendeeId }) => attendeeId);
  const remove = useAction(
    (header, ids: string[]) => client.POST('/attendees/batch-delete', { params: { header }, body: { ids } }),
    { changes: ['/attendees', '/registration'], onDone: () => setChosen([]) },
  );
  const isApproved = registration.data?.state === 'approved';
  return (
    <Page title={words.badges} actions={<Link href="/addresses">{words.manageAddresses}</Link>}>
      <p className="quiet">{words.badgesHelp}</p>
      <BadgeFlow />
      {registration.data && !isApproved && <Alert type="info" showIcon title={words.notApproved} />}
      <div className="filters">
        <SelectFilter
          label={words.state}
          value={filter.state}
          options={states.options}
          onChange={(state) => setFilter({ state })}
        />
        <SearchFilter label={words.name} value={filter.query} onChange={(query) => setFilter({ query })} />
      </div>
      {attendeeLists.map((list) => (
        <ApplicantTable
          key={list}
          list={list}
          of={tables[list]}
          empty={filter.state || filter.query ? words.noneFits : words.noneInList}
          chosen={chosen}
          onChoose={setChosen}
        />
      ))}
      <section className="card choice" aria-label={words.deeds}>
        <p role="status">
          {locked.length + saved.length > 0 ? words.chosen(locked.length, saved.length) : words.nobodyChosen}
        </p>
        {locked.length > maxLinesPerOrder && <Alert type="warning" showIcon title={words.tooMany(maxLinesPerOrder)} />}
        <ProblemAlert of={remove.problem} />
        <div className="buttons">
          <Popconfirm
            title={words.deleteQuestion(saved.length)}
            okText={words.remove}
            cancelText={words.cancel}
            okButtonProps={{ danger: true }}
            onConfirm={() => remove.run(idsOf(saved))}
            disabled={saved.length === 0}
          >
            <Button danger disabled={saved.length === 0} loading={remove.pending}>
              {saved.length > 0 ? words.deleteCount(saved.length) : words.batchDelete}
            </Button>
          </Popconfirm>
          <Button
            type="primary"
            disabled={locked.length === 0 || locked.length > maxLinesPerOrder}
            onClick={() => go('/badges/confirm', { state: { attendeeIds: idsOf(locked) } satisfies ChosenPeople })}
          >
            {locked.length > 0 ? words.submitCount(locked.length) : words.submitForBadges}
          </Button>
        </div>
      </section>
    </Page>
  );
}
