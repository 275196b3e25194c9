import { Alert } from 'antd';
import { Link } from 'wouter';
import { twoPeopleFromFen } from '../../domain/refund.ts';
import { api, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { useLogin } from '../session.ts';
import { Facts } from '../parts/facts.tsx';
import { RefundActions } from './refund-actions.tsx';
import { refundWords } from './refund-words.ts';
import { RunLink } from './run-link.tsx';
import { State } from '../parts/states.tsx';
import { Unit } from './unit.tsx';
import { operatorWords } from './words.ts';

type Refund = Schemas['StaffRefundDetail'];

/** One refund: why, how far, and what a human does where the provider refuses. */
export function RefundPage({ refundId }: { refundId: string }) {
  const words = useWords(refundWords);
  const refund = api.useQuery(
    'get',
    '/ops/refunds/{id}',
    { params: { path: { id: refundId } } },
    { refetchInterval: ({ state: { data } }) => (data?.state === 'refunded' ? false : 2_000) },
  );
  return (
    <Page
      title={words.title(refundId)}
      actions={
        refund.data && (
          <>
            <RunLink url={refund.data.workflowUrl} of={refund.data.workflowId} />
            <RefundActions refund={refund.data} />
          </>
        )
      }
    >
      <Reading of={refund}>
        {(read) => (
          <>
            <Told of={read} />
            <Summary of={read} />
          </>
        )}
      </Reading>
    </Page>
  );
}

/** Why it stands, and who has to say something yet. */
function Told({ of: { state, amountFen, settlements } }: { of: Refund }) {
  const words = useWords(refundWords);
  const format = useFormat();
  const login = useLogin();
  if (state !== 'needs_attention') return null;
  const first = amountFen >= twoPeopleFromFen ? settlements[0] : undefined;
  return (
    <>
      <Alert className="above" type="error" showIcon title={words.refused} description={words.refusedHelp} />
      {first && (
        <Alert
          className="above"
          type="warning"
          showIcon
          title={words.settledBy(first.by, format.exactTime(first.at))}
          description={first.by === login?.account ? words.ownFirst : words.otherFirst}
        />
      )}
    </>
  );
}

function Summary({ of: refund }: { of: Refund }) {
  const words = useWords(refundWords);
  const area = useWords(operatorWords);
  const { yes, no } = useWords(common);
  const format = useFormat();
  return (
    <div className="card">
      <Facts
        of={[
          [area.state, <State key="state" of="refund" state={refund.state} />],
          [area.amount, <strong key="amount">{yuan(refund.amountFen)}</strong>],
          [words.kind, words[refund.kind]],
          [area.unit, refund.unit ? <Unit key="unit" of={refund.unit} /> : area.unknownUnit],
          [
            area.orderNo,
            refund.orderNo && (
              <Link key="order" href={`/orders/${refund.orderNo}`}>
                {refund.orderNo}
              </Link>
            ),
          ],
          [words.trade, refund.outTradeNo],
          [area.people, format.number(refund.attendeeIds.length)],
          [words.requestedBy, words[refund.requestedBy]],
          [words.reason, refund.reason],
          [words.refusal, refund.refusal && <span className="code">{refund.refusal}</span>],
          [words.byHand, refund.byHand ? yes : no],
          refund.settlements.length > 0 && [
            words.settled,
            refund.settlements.map(({ by, at }) => <div key={by}>{`${by} · ${format.exactTime(at)}`}</div>),
          ],
          [words.createdAt, format.exactTime(refund.createdAt)],
          [words.stateAt, format.exactTime(refund.stateAt)],
        ]}
      />
    </div>
  );
}
