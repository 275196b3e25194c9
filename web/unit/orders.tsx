import { Button, Empty, Skeleton } from 'antd';
import { Link } from 'wouter';
import { orderTabs, type OrderTab } from '../../domain/badge-order.ts';
import { api, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { badgeOrderWords } from './badge-order-words.ts';
import { OrderActions } from './order-actions.tsx';
import { State } from '../parts/states.tsx';
import { OrderState } from './order-state.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { unitWords } from './words.ts';

type Order = Schemas['BadgeOrder'];

/** The guide's list of orders, by tab, each with its people and what can be done (G6.3). */
export function OrdersPage() {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const [filter] = useFilter(['tab']);
  const tab = orderTabs.find((each) => each === filter.tab) ?? 'all';
  const labels: Record<OrderTab, string> = {
    all: words.tabAll,
    unpaid: words.tabUnpaid,
    paid: words.tabPaid,
    refunded: words.tabRefunded,
  };
  const counts = api.useQuery('get', '/orders/counts').data?.items;
  const labelOf = (each: OrderTab) => {
    const count = counts?.find((counted) => counted.tab === each)?.count;
    return count ? words.tabCount(labels[each], count) : labels[each];
  };
  return (
    <Page title={words.orders}>
      <nav className="tabs" aria-label={words.orders}>
        {orderTabs.map((each) => (
          <Link
            key={each}
            href={each === 'all' ? '/orders' : `/orders?tab=${each}`}
            aria-current={each === tab ? 'page' : undefined}
          >
            {labelOf(each)}
          </Link>
        ))}
      </nav>
      <OrdersOf key={tab} tab={tab} label={words.ordersOf(labels[tab])} />
    </Page>
  );
}

function OrdersOf({ tab, label }: { tab: OrderTab; label: string }) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const orders = usePages('/orders', { tab });
  if (orders.isLoading) return <Skeleton active />;
  return (
    <section aria-label={label}>
      <ProblemAlert of={orders.problem} onAgain={orders.again} />
      {orders.items.map((order) => (
        <OrderCard key={order.orderNo} order={order} />
      ))}
      {orders.items.length === 0 && !orders.problem && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.ordersEmpty}>
          <Link href="/badges">{words.toBadges}</Link>
        </Empty>
      )}
      {orders.hasMore && (
        <Button onClick={orders.more} loading={orders.isLoadingMore}>
          {words.more}
        </Button>
      )}
    </section>
  );
}

/** So many people of an order stand in the list. */
const shownLines = 5;

function OrderCard({ order }: { order: Order }) {
  const words = { ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const format = useFormat();
  const { orderNo, createdAt, people, payableFen, lines } = order;
  return (
    <article className="card order">
      <header className="order-head">
        <span>{format.exactTime(createdAt)}</span>
        <h2>{words.orderHead(orderNo)}</h2>
        <span>
          {words.people} {words.peopleCount(people)}
        </span>
        <span>
          {words.totalAmount} {yuan(payableFen)}
        </span>
        <OrderState of={order} />
        <span className="buttons">
          <Link href={`/orders/${orderNo}`} aria-label={`${words.view} ${words.orderTitle(orderNo)}`} asChild>
            <Button>{words.view}</Button>
          </Link>
          <OrderActions order={order} />
        </span>
      </header>
      <DataTable<Order['lines'][number]>
        label={words.linesOf(orderNo)}
        size="small"
        rowKey="attendeeId"
        rows={lines.slice(0, shownLines)}
        columns={[
          { title: words.name, dataIndex: 'name' },
          { title: words.document, dataIndex: 'documentMasked' },
          { title: words.badgeKind, dataIndex: 'badgeType', render: (type: 'vip') => words[type] },
          {
            title: words.fee,
            dataIndex: 'feeFen',
            className: 'number',
            render: (fen: number) => yuan(fen),
          },
          {
            title: words.state,
            dataIndex: 'state',
            render: (state: 'released') => <State of="order-line" state={state} />,
          },
        ]}
      />
      {lines.length > shownLines && (
        <p className="order-more">
          <Link href={`/orders/${orderNo}`}>{words.moreLines(lines.length - shownLines)}</Link>
        </p>
      )}
    </article>
  );
}
