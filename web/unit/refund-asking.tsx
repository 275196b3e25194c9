import { Checkbox, Form, Input } from 'antd';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { yuan } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { moneyWords } from './money-words.ts';

type Order = Pick<Schemas['BadgeOrder'], 'orderNo' | 'invoiced' | 'lines'>;

/** Applies for money back for people of an order. */
export function RefundAsking({ order, open, onClose }: { order: Order; open: boolean; onClose: () => void }) {
  const words = { ...useWords(common), ...useWords(moneyWords) };
  const label = useLabels();
  const { orderNo, invoiced, lines } = order;
  const refundable = lines.filter((line) => line.refundable);
  const ask = useAction(
    (header, body: { attendeeIds: string[]; reason: string }) =>
      client.POST('/orders/{orderNo}/refunds', { params: { header, path: { orderNo } }, body }),
    { changes: ['/orders', '/attendees'], onDone: onClose },
  );
  const [form] = Form.useForm<{ attendeeIds: string[]; reason: string }>();
  const chosen = (Form.useWatch('attendeeIds', form) as string[] | undefined) ?? [];
  const amount = refundable
    .filter(({ attendeeId }) => chosen.includes(attendeeId))
    .reduce((sum, { payableFen }) => sum + payableFen, 0);
  return (
    <Ask
      open={open}
      form={form}
      title={words.applyForRefund}
      action={ask}
      onClose={onClose}
      initial={{ attendeeIds: refundable.map(({ attendeeId }) => attendeeId), reason: words.reasonReview }}
    >
      <p>{invoiced ? words.refundHelpInvoiced : words.refundHelp}</p>
      <Form.Item
        name="attendeeIds"
        label={words.refundFor}
        rules={[{ type: 'array', min: 1, message: words.chooseOne }]}
      >
        <Checkbox.Group
          className="address-choice"
          options={refundable.map(({ attendeeId, name, documentMasked, payableFen }) => ({
            value: attendeeId,
            label: `${name} ${documentMasked} ${yuan(payableFen)}`,
          }))}
        />
      </Form.Item>
      <Form.Item name="reason" label={label('reason')} rules={[{ required: true, message: words.required }]}>
        <Input.TextArea maxLength={500} rows={2} />
      </Form.Item>
      <p role="status">
        {words.refundAmount} <strong>{yuan(amount)}</strong>
      </p>
    </Ask>
  );
}
