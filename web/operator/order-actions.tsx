import { App, Button, Form, Input, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { client, type Schemas } from '../client/client.ts';
import { useAction } from '../client/action.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { orderWords } from './order-words.ts';
import { useStates } from '../parts/states.tsx';
import { operatorWords } from './words.ts';

type Order = Schemas['StaffOrderDetail'];
type Action = Order['actions'][number];

const changes = ['/ops/', '/bureau/'];
/** What staff may say of a parcel; the rest is the courier's own. */
const news = ['collected', 'in_transit', 'delivered', 'returned'] as const;

/** What can be done about an order, as the API says. */
export function OrderActions({ order, onDone }: { order: Order; onDone: () => void }) {
  const words = useWords(orderWords);
  const [open, setOpen] = useState<Action>();
  const names: Record<Action, string> = {
    extend: words.extend,
    reduce: words.reduce,
    report_news: words.reportNews,
  };
  const asked = { orderNo: order.orderNo, onDone, onClose: () => setOpen(undefined) };
  return (
    <>
      {order.actions.map((action) => (
        <Button key={action} type={action === 'extend' ? 'primary' : 'default'} onClick={() => setOpen(action)}>
          {names[action]}
        </Button>
      ))}
      <Extend {...asked} open={open === 'extend'} />
      <Reduce {...asked} open={open === 'reduce'} />
      <ReportNews {...asked} open={open === 'report_news'} shipments={order.shipments} />
    </>
  );
}

interface Asked {
  orderNo: string;
  open: boolean;
  onDone: () => void;
  onClose: () => void;
}

function Extend({ orderNo, open, onDone, onClose }: Asked) {
  const words = useWords(orderWords);
  const { taken } = useWords(operatorWords);
  const { required } = useWords(common);
  const format = useFormat();
  const { message } = App.useApp();
  const action = useAction(
    (once, body: { minutes: number }) =>
      client.POST('/ops/orders/{orderNo}/extend', { params: { path: { orderNo }, header: once }, body }),
    {
      changes,
      onDone: (told) => {
        message.success('expiresAt' in told ? words.extended(format.exactTime(told.expiresAt)) : taken);
        onDone();
        onClose();
      },
    },
  );
  return (
    <Ask open={open} title={words.extend} action={action} onClose={onClose} initial={{ minutes: 15 }}>
      <p>{words.extendHelp}</p>
      <Form.Item name="minutes" label={words.minutes} rules={[{ required: true, message: required }]}>
        <InputNumber min={1} max={1_440} precision={0} />
      </Form.Item>
    </Ask>
  );
}

function Reduce({ orderNo, open, onDone, onClose }: Asked) {
  const words = useWords(orderWords);
  const { taken } = useWords(operatorWords);
  const { required } = useWords(common);
  const labels = useLabels();
  const { message } = App.useApp();
  const action = useAction(
    (once, body: { amountFen: number; reason: string }) =>
      client.POST('/bureau/reductions', { params: { header: once }, body: { orderNo, ...body } }),
    {
      changes,
      onDone: (told) => {
        if ('peopleNeeded' in told) message.warning(words.reduceSecond);
        else message.success('statusUrl' in told ? taken : words.reduced);
        onDone();
        onClose();
      },
    },
  );
  return (
    <Ask open={open} title={words.reduce} action={action} onClose={onClose}>
      <Form.Item
        name="amountFen"
        label={words.reduceYuan}
        rules={[{ required: true, message: required }]}
        getValueProps={(fen?: number) => ({ value: fen === undefined ? undefined : fen / 100 })}
        normalize={(yuan: number | null) => (yuan === null ? undefined : Math.round(yuan * 100))}
      >
        <InputNumber min={0.01} precision={2} />
      </Form.Item>
      <Form.Item name="reason" label={labels('reason')} rules={[{ required: true, message: required }]}>
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </Ask>
  );
}

function ReportNews({ orderNo, open, onDone, onClose, shipments }: Asked & { shipments: Order['shipments'] }) {
  const words = useWords(orderWords);
  const { required } = useWords(common);
  const labels = useLabels();
  const states = useStates('shipment');
  const { message } = App.useApp();
  const action = useAction(
    (once, body: { state: (typeof news)[number]; waybill?: string }) =>
      client.POST('/bureau/shipments/{orderNo}/news', { params: { path: { orderNo }, header: once }, body }),
    {
      changes,
      onDone: () => {
        message.success(words.reported);
        onDone();
        onClose();
      },
    },
  );
  const under = shipments.flatMap(({ waybill, state }) =>
    waybill !== null && state !== 'delivered' && state !== 'returned' ? [waybill] : [],
  );
  return (
    <Ask open={open} title={words.reportNews} action={action} onClose={onClose} initial={{ waybill: under[0]! }}>
      <Form.Item name="waybill" label={labels('waybill')} rules={[{ required: true, message: required }]}>
        <Radio.Group options={under.map((waybill) => ({ value: waybill, label: waybill }))} />
      </Form.Item>
      <Form.Item name="state" label={labels('state')} rules={[{ required: true, message: required }]}>
        <Radio.Group options={news.map((state) => ({ value: state, label: states.word(state) }))} />
      </Form.Item>
    </Ask>
  );
}
