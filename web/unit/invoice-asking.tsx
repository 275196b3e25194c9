import { App, Button, Form, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { moneyWords } from './money-words.ts';
import { TitleForm } from './title-form.tsx';

/** Has an order invoiced: first the guide's friendly warning while people are under review, then the title (G7.1). */
export function InvoiceAsking({
  order: { orderNo, lines },
  open,
  onClose,
}: {
  order: Pick<Schemas['BadgeOrder'], 'orderNo' | 'lines'>;
  open: boolean;
  onClose: () => void;
}) {
  const words = { ...useWords(common), ...useWords(moneyWords) };
  const reviewPending = lines.some(({ state }) => state === 'under_review');
  const [confirmed, setConfirmed] = useState(false);
  const { message } = App.useApp();
  const [, go] = useLocation();
  const close = () => {
    setConfirmed(false);
    onClose();
  };
  const issue = useAction(
    (header, { titleId }: { titleId: string }) =>
      client.POST('/orders/{orderNo}/invoices', {
        params: { header, path: { orderNo } },
        body: { titleId, ...(confirmed ? { confirmBeforeReview: true } : {}) },
      }),
    {
      changes: ['/orders'],
      onDone: () => {
        close();
        void message.success(words.invoiceAsked);
        // There it is followed until it is issued.
        go(`/orders/${orderNo}`);
      },
    },
  );
  const isWarning = open && reviewPending && !confirmed;
  return (
    <>
      <Modal
        open={isWarning}
        title={words.friendlyWarning}
        okText={words.invoiceAnyway}
        cancelText={words.notYet}
        onOk={() => setConfirmed(true)}
        onCancel={close}
      >
        <p>{words.waitForReview}</p>
      </Modal>
      <Ask open={open && !isWarning} title={words.chooseTitle} action={issue} onClose={close}>
        <TitleChoice />
      </Ask>
    </>
  );
}

/** One of the titles, or a new one. */
function TitleChoice() {
  const words = { ...useWords(common), ...useWords(moneyWords) };
  const titles = usePages('/invoice-titles');
  const form = Form.useFormInstance<{ titleId: string }>();
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <ProblemAlert of={titles.problem} onAgain={titles.again} />
      {!titles.isLoading && titles.items.length === 0 && <p>{words.noTitle}</p>}
      <Form.Item name="titleId" label={words.titles} rules={[{ required: true, message: words.chooseOne }]}>
        <Radio.Group className="address-choice">
          {titles.items.map(({ titleId, kind, title, taxNo }) => (
            <Radio key={titleId} value={titleId}>
              {words.titleOfKind(title, words[kind])}
              {taxNo && <span className="quiet"> {taxNo}</span>}
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <div className="buttons">
        {titles.hasMore && (
          <Button onClick={titles.more} loading={titles.isLoadingMore}>
            {words.more}
          </Button>
        )}
        <Button onClick={() => setAdding(true)}>{words.newTitle}</Button>
      </div>
      <TitleForm
        open={isAdding}
        onClose={() => setAdding(false)}
        onDone={({ titleId }) => form.setFieldValue('titleId', titleId)}
      />
    </>
  );
}
