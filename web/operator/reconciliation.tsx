import { useState } from 'react';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat, yuanIfAny } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { CompareNow, Comparing, type Comparison } from './compare-bills.tsx';
import { reconciliationWords } from './reconciliation-words.ts';
import { SectionTable } from './section-table.tsx';
import { State } from '../parts/states.tsx';
import { SubjectLink } from './subject-link.tsx';
import { operatorWords } from './words.ts';

type Difference = Schemas['Difference'];
type Bill = Schemas['Bill'];

/** The providers' bills against our books: what does not agree, and what was compared. */
export function ReconciliationPage() {
  const words = useWords(reconciliationWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  const mayAct = useMayAct();
  const [comparison, setComparison] = useState<Comparison>();
  const [run, setRun] = useState<string>();
  const isRunning = comparison !== undefined && !comparison.isOver;
  const list = usePages('/ops/reconciliation', {}, undefined, isRunning ? { refetchInterval: 2_000 } : {});
  const bills = list.first?.bills ?? [];
  return (
    <Page title={area.reconciliation}>
      {mayAct && (
        <CompareNow
          bills={bills}
          isRunning={isRunning}
          onStart={(started) => {
            setRun(undefined);
            setComparison(started);
          }}
          onRun={setRun}
        />
      )}
      {comparison && <Comparing of={comparison} run={run} bills={bills} onOver={setComparison} />}
      <h2>{words.differences}</h2>
      <ListTable<Difference>
        of={list}
        rowKey="differenceId"
        label={words.differences}
        empty={words.differencesEmpty}
        columns={[
          { title: words.kind, dataIndex: 'kind', render: (kind: Difference['kind']) => words[kind] },
          { title: words.about, dataIndex: 'subject', render: (subject: string) => <SubjectLink subject={subject} /> },
          {
            title: area.state,
            dataIndex: 'state',
            render: (state: Difference['state']) => <State of="difference" state={state} />,
          },
          {
            title: area.channel,
            dataIndex: 'channel',
            render: (channel: Difference['channel']) => channel && area[channel],
          },
          { title: words.day, dataIndex: 'day', render: format.day },
          { title: words.ours, dataIndex: 'oursFen', className: 'number', render: yuanIfAny },
          { title: words.theirs, dataIndex: 'theirsFen', className: 'number', render: yuanIfAny },
          { title: words.foundAt, dataIndex: 'foundAt', render: format.time },
          { title: words.settledAt, dataIndex: 'settledAt', render: format.time },
        ]}
      />
      {list.first && (
        <SectionTable<Bill>
          title={words.bills}
          rows={bills}
          rowKey={({ day, channel }) => day + channel}
          empty={words.billsEmpty}
          columns={[
            { title: words.day, dataIndex: 'day', render: format.day },
            { title: area.channel, dataIndex: 'channel', render: (channel: Bill['channel']) => area[channel] },
            { title: words.payments, dataIndex: 'payments', className: 'number', render: format.number },
            { title: words.paymentsFen, dataIndex: 'paymentsFen', className: 'number', render: yuanIfAny },
            { title: words.refunds, dataIndex: 'refunds', className: 'number', render: format.number },
            { title: words.refundsFen, dataIndex: 'refundsFen', className: 'number', render: yuanIfAny },
            { title: words.fees, dataIndex: 'feesFen', className: 'number', render: yuanIfAny },
            { title: words.fetchedAt, dataIndex: 'fetchedAt', render: format.time },
          ]}
        />
      )}
    </Page>
  );
}
