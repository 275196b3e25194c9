import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { twoPeopleFromFen } from '../../domain/refund.ts';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { yuan } from '../parts/format.ts';
import { common } from '../parts/words.ts';
import { useLogin } from '../session.ts';
import { refundWords } from './refund-words.ts';
import { operatorWords } from './words.ts';

type Refund = Schemas['StaffRefundDetail'];

/** What can be done about a refund, as the API says; who has said that it was paid by hand says so once. */
export function RefundActions({ refund }: { refund: Refund }) {
  const words = useWords(refundWords);
  const login = useLogin();
  const [open, setOpen] = useState<Refund['actions'][number]>();
  const close = () => setOpen(undefined);
  const hasSaid = refund.settlements.some(({ by }) => by === login?.account);
  return (
    <>
      {refund.actions.includes('retry') && (
        <Button type="primary" onClick={() => setOpen('retry')}>
          {words.retry}
        </Button>
      )}
      {refund.actions.includes('settle') && !hasSaid && (
        <Button danger onClick={() => setOpen('settle')}>
          {refund.settlements.length > 0 ? words.confirmSettle : words.settle}
        </Button>
      )}
      <Retry refundId={refund.refundId} open={open === 'retry'} onClose={close} />
      <Settle refund={refund} open={open === 'settle'} onClose={close} />
    </>
  );
}

const changes = ['/ops/'];

function Retry({ refundId, open, onClose }: { refundId: string; open: boolean; onClose: () => void }) {
  const words = useWords(refundWords);
  const { taken } = useWords(operatorWords);
  const { message } = App.useApp();
  const action = useAction<object, unknown>(
    (once) => client.POST('/ops/refunds/{id}/retry', { params: { path: { id: refundId }, header: once } }),
    {
      changes,
      onDone: () => {
        message.success(taken);
        onClose();
      },
    },
  );
  return (
    <Ask open={open} title={words.retry} action={action} onClose={onClose}>
      <p>{words.retryHelp}</p>
    </Ask>
  );
}

function Settle({
  refund: { refundId, amountFen, settlements },
  open,
  onClose,
}: {
  refund: Refund;
  open: boolean;
  onClose: () => void;
}) {
  const words = useWords(refundWords);
  const { taken } = useWords(operatorWords);
  const { required } = useWords(common);
  const { message } = App.useApp();
  const action = useAction(
    (once, body: { reference: string }) =>
      client.POST('/ops/refunds/{id}/settle', { params: { path: { id: refundId }, header: once }, body }),
    {
      changes,
      onDone: (told) => {
        if ('peopleNeeded' in told) message.warning(words.secondNeeded);
        else message.success(taken);
        onClose();
      },
    },
  );
  return (
    <Ask
      open={open}
      title={settlements.length > 0 ? words.confirmSettle : words.settle}
      action={action}
      onClose={onClose}
      danger
    >
      <p>{words.settleHelp(yuan(amountFen))}</p>
      {amountFen >= twoPeopleFromFen && <p>{words.twoPeople(yuan(twoPeopleFromFen))}</p>}
      <Form.Item
        name="reference"
        label={words.reference}
        rules={[{ required: true, whitespace: true, message: required }]}
      >
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
    </Ask>
  );
}
