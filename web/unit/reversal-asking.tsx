import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { moneyWords } from './money-words.ts';

/** Gives the invoice of an order back: a red one takes it out of the books (G7.2). */
export function ReversalAsking({ orderNo, onClose }: { orderNo: string; onClose: () => void }) {
  const words = useWords(moneyWords);
  const invoices = usePages('/orders/{orderNo}/invoices', {}, { orderNo });
  const issued = invoices.items.find(({ state }) => state === 'issued');
  const reverse = useAction(
    (header, { id }: { id: string }) =>
      client.POST('/orders/{orderNo}/invoices/{id}/reversal', { params: { header, path: { orderNo, id } } }),
    { changes: ['/orders'], onDone: onClose },
  );
  const action = {
    ...reverse,
    run: () => issued && reverse.run({ id: issued.invoiceId }),
    problem: reverse.problem ?? invoices.problem,
  };
  return (
    <Ask open title={words.giveBack} ok={words.giveBackNow} danger action={action} onClose={onClose}>
      {issued || invoices.isLoading ? (
        <p>{words.giveBackQuestion(issued?.fapiaoNumber ?? issued?.invoiceId ?? '')}</p>
      ) : (
        <p>{words.nothingToGiveBack}</p>
      )}
    </Ask>
  );
}
