import { App, Button, Empty, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { badgeTypes } from '../../domain/attendee.ts';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { badgeTypeWords, optionsOf } from '../parts/codes.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { common } from '../parts/words.ts';
import { DelegationFilter } from './delegation-filter.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { pickupWords } from './pickup-words.ts';
import { delegationWords } from './words.ts';

type Person = Schemas['PersonInQueue'];

/** Badges that wait at the delegation to be handed out, order by order (G8.1). */
export function PickupsPage() {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(pickupWords) };
  const types = useWords(badgeTypeWords);
  const mayAct = useMayAct();
  const [filter, change] = useFilter(['query', 'badgeType', 'delegation']);
  const badgeType = badgeTypes.find((each) => each === filter.badgeType);
  const delegation = Number(filter.delegation);
  const list = usePages('/pickups', {
    limit: 100,
    ...(filter.query ? { query: filter.query } : {}),
    ...(badgeType ? { badgeType } : {}),
    ...(delegation > 0 ? { delegation } : {}),
  });
  const orders = new Map<string, Person[]>();
  for (const person of list.items) orders.set(person.orderNo, [...(orders.get(person.orderNo) ?? []), person]);
  return (
    <Page title={words.pickups}>
      <p className="quiet">{mayAct ? words.intro : words.readOnly}</p>
      <div className="filters">
        <SearchFilter label={words.search} value={filter.query} onChange={(query) => change({ query })} />
        <SelectFilter
          label={words.badgeType}
          value={filter.badgeType}
          options={optionsOf(types)}
          onChange={(next) => change({ badgeType: next })}
        />
        <DelegationFilter value={filter.delegation} onChange={(next) => change({ delegation: next })} />
      </div>
      {list.isLoading && <Skeleton active />}
      <ProblemAlert of={list.problem} onAgain={list.again} />
      {!list.isLoading && !list.problem && orders.size === 0 && (
        <div className="card">
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty} />
        </div>
      )}
      {[...orders].map(([orderNo, people]) => (
        <OrderToCollect key={orderNo} orderNo={orderNo} people={people} mayAct={mayAct} />
      ))}
      {list.hasMore && (
        <p className="compared-told">
          {words.hasMore}
          <Button onClick={list.more} loading={list.isLoadingMore}>
            {words.more}
          </Button>
        </p>
      )}
    </Page>
  );
}

function OrderToCollect({ orderNo, people, mayAct }: { orderNo: string; people: readonly Person[]; mayAct: boolean }) {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(pickupWords) };
  const format = useFormat();
  const types = useWords(badgeTypeWords);
  const { message } = App.useApp();
  const [selected, select] = useState<string[]>([]);
  const handOver = useAction(
    (once, body: { attendeeIds?: string[] }) =>
      client.POST('/pickups/{orderNo}/handed-over', { params: { path: { orderNo }, header: once }, body }),
    {
      changes: ['/pickups'],
      onDone: (answer) => {
        select([]);
        void message.success('handedOver' in answer ? words.handedOver(answer.handedOver) : words.underWay);
      },
    },
  );
  const { registrationId, unitName } = people[0]!;
  return (
    <section className="list pickup" aria-labelledby={`order-${orderNo}`}>
      <div className="pickup-head">
        <div className="who-it-is">
          <h2 id={`order-${orderNo}`}>{words.order(orderNo)}</h2>
          <span>
            <Link href={`/registrations/${registrationId}`}>{unitName ?? words.noName}</Link>{' '}
            <span className="quiet">{words.waiting(people.length)}</span>
          </span>
        </div>
        {mayAct && (
          <div className="buttons">
            <Popconfirm
              title={words.askSome(selected.length)}
              okText={words.handOver}
              cancelText={words.cancel}
              disabled={selected.length === 0}
              onConfirm={() => handOver.run({ attendeeIds: selected })}
            >
              <Button disabled={selected.length === 0} loading={handOver.pending}>
                {words.handOverSome(selected.length)}
              </Button>
            </Popconfirm>
            <Popconfirm
              title={words.askAll(orderNo)}
              okText={words.handOver}
              cancelText={words.cancel}
              onConfirm={() => handOver.run({})}
            >
              <Button type="primary" aria-label={words.handOverAllOf(orderNo)} loading={handOver.pending}>
                {words.handOverAll}
              </Button>
            </Popconfirm>
          </div>
        )}
      </div>
      <ProblemAlert of={handOver.problem} />
      <DataTable<Person>
        label={words.order(orderNo)}

        rowKey="attendeeId"
        rows={people}
        {...(mayAct && {
          rowSelection: {
            selectedRowKeys: selected,
            onChange: (keys: unknown[]) => select(keys as string[]),
            getTitleCheckboxProps: () => ({ 'aria-label': words.selectAll }),
            getCheckboxProps: ({ name }: Person) => ({ 'aria-label': words.select(name) }),
          },
        })}
        columns={[
          {
            title: words.name,
            render: (_, { attendeeId, name }) => <Link href={`/attendees/${attendeeId}`}>{name}</Link>,
          },
          { title: words.document, dataIndex: 'documentMasked' },
          { title: words.badgeType, render: (_, person) => types[person.badgeType] },
          { title: words.readySince, render: (_, { stateAt }) => format.time(stateAt) },
        ]}
      />
    </section>
  );
}
