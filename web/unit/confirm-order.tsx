import { Alert, Button, Empty, Radio, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { pickupWays, type PickupWay } from '../../domain/attendee.ts';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { AddressChoice, useUsualAddress } from './address-choice.tsx';
import type { ChosenPeople } from './badge-application.tsx';
import { badgeOrderWords } from './badge-order-words.ts';
import { OrderSums } from './order-sums.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { unitWords } from './words.ts';

type Line = Schemas['Quote']['lines'][number];

/** What the order will be, before it is one (G6.1). */
export function ConfirmOrderPage() {
  const words = { ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const chosen = useHistoryState<ChosenPeople | null>();
  return (
    <Page title={words.confirmOrder}>
      {chosen?.attendeeIds.length ? (
        <Confirmation attendeeIds={chosen.attendeeIds} />
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nobodyToOrder}>
          <Link href="/badges">{words.toBadges}</Link>
        </Empty>
      )}
    </Page>
  );
}

function Confirmation({ attendeeIds }: ChosenPeople) {
  const words = { ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const [, go] = useLocation();
  const registration = api.useQuery('get', '/registration');
  const [picked, setPickup] = useState<PickupWay>();
  const [pickedAddress, setAddress] = useState<string>();
  const usualAddress = useUsualAddress(registration.data?.delivery?.addressId);
  const addressId = pickedAddress ?? usualAddress;
  const pickup = picked ?? registration.data?.delivery?.pickup ?? 'courier';
  const wayOf = (line: Line) => line.pickup ?? pickup;
  const ways: Record<PickupWay, string> = { courier: words.courier, delegation: words.byDelegation };
  const place = useAction(
    (header, body: { pickup: PickupWay; addressId?: string }) =>
      client.POST('/orders', { params: { header }, body: { attendeeIds, ...body } }),
    {
      changes: ['/orders', '/attendees', '/registration/progress'],
      onDone: (order) => {
        if ('state' in order) go(pathAfter(order), { replace: true });
      },
    },
  );
  // Once it is placed there is nothing to quote any more.
  const quote = api.useQuery(
    'post',
    '/orders/quote',
    { body: { attendeeIds } },
    { enabled: !place.pending && !place.data },
  );
  const pendingNo = place.data && !('state' in place.data) ? place.data.orderNo : undefined;
  return (
    <>
      <Reading of={quote}>
        {(quoted) => {
          const byCourier = quoted.lines.some((line) => wayOf(line) === 'courier');
          return (
            <>
              <div className="list">
                <DataTable<Line>
                  label={words.lines}

                  rowKey="attendeeId"
                  rows={quoted.lines}
                  columns={[
                    { title: words.name, dataIndex: 'name' },
                    { title: words.document, dataIndex: 'documentMasked' },
                    { title: words.badgeKind, dataIndex: 'badgeType', render: (type: 'vip') => words[type] },
                    {
                      title: words.pickup,
                      render: (_, line) => `${ways[wayOf(line) as PickupWay]}${line.pickup ? words.ownWay : ''}`,
                    },
                    {
                      title: words.fee,
                      dataIndex: 'feeFen',
                      className: 'number',
                      render: (fen: number) => yuan(fen),
                    },
                  ]}
                />
              </div>
              <OrderSums of={quoted} />
              {quoted.lines.some((line) => line.pickup === null) && (
                <section className="card">
                  <h2 id="pickup-of-order">
                    {quoted.lines.some((line) => line.pickup !== null) ? words.pickupOfOrder : words.pickup}
                  </h2>
                  <Radio.Group
                    aria-labelledby="pickup-of-order"
                    value={pickup}
                    onChange={({ target }) => setPickup(target.value as PickupWay)}
                    options={pickupWays.map((value) => ({ value, label: ways[value] }))}
                  />
                  <p className="quiet">{words.pickupHelp}</p>
                </section>
              )}
              {byCourier && <AddressChoice value={addressId} onChange={setAddress} />}
              <ProblemAlert of={place.problem} />
              {pendingNo && <Placing orderNo={pendingNo} />}
              <div className="buttons">
                <Link href="/badges" asChild>
                  <Button>{words.backToBadges}</Button>
                </Link>
                <Button
                  type="primary"
                  loading={place.pending || pendingNo !== undefined}
                  disabled={byCourier && addressId === undefined}
                  onClick={() => place.run({ pickup, ...(byCourier && addressId ? { addressId } : {}) })}
                >
                  {words.placeOrder}
                </Button>
              </div>
            </>
          );
        }}
      </Reading>
      {quote.error && <Link href="/badges">{words.backToBadges}</Link>}
    </>
  );
}

const pathAfter = ({ orderNo, state }: Pick<Schemas['BadgeOrder'], 'orderNo' | 'state'>): string =>
  state === 'awaiting_payment' ? `/orders/${orderNo}/pay` : `/orders/${orderNo}`;

/** The engine has the request and has not written the order yet: until then there is none under its number. */
function Placing({ orderNo }: { orderNo: string }) {
  const words = { ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const [, go] = useLocation();
  const { data } = api.useQuery(
    'get',
    '/orders/{orderNo}',
    { params: { path: { orderNo } } },
    { retry: true, retryDelay: 1_000 },
  );
  useEffect(() => {
    if (data) go(pathAfter(data), { replace: true });
  }, [data, go]);
  return <Alert type="info" title={words.beingPlaced(orderNo)} icon={<Spin size="small" />} showIcon role="status" />;
}
