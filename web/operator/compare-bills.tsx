import { Alert, Button, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { chinaDay } from '../../domain/day.ts';
import { channels } from '../../domain/payment.ts';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { DayFilter } from './day-filter.tsx';
import { RunLink } from './run-link.tsx';
import { reconciliationWords } from './reconciliation-words.ts';
import { operatorWords } from './words.ts';

type Bill = Schemas['Bill'];

/** A comparison that was asked for here. */
export interface Comparison {
  /** Left out: of all days that are due. */
  day: string | undefined;
  /** When each bill had been fetched before, by the server's clock. */
  before: ReadonlyMap<string, string>;
  isOver: boolean;
}

const keyOf = ({ day, channel }: Bill) => `${day} ${channel}`;
const patienceMs = 60_000;

export function CompareNow({
  bills,
  isRunning,
  onStart,
  onRun,
}: {
  bills: readonly Bill[];
  isRunning: boolean;
  onStart: (comparison: Comparison) => void;
  onRun: (url: string) => void;
}) {
  const words = useWords(reconciliationWords);
  const [day, setDay] = useState<string | undefined>(() => chinaDay(new Date()));
  const action = useAction(
    (once, body: { day?: string }) => client.POST('/ops/reconciliation', { params: { header: once }, body }),
    { changes: ['/ops/reconciliation'], onDone: ({ workflowUrl }) => onRun(workflowUrl) },
  );
  const start = () => {
    onStart({ day, before: new Map(bills.map((bill) => [keyOf(bill), bill.fetchedAt])), isOver: false });
    action.run(day ? { day } : {});
  };
  return (
    <>
      <div className="filters">
        <DayFilter label={words.day} value={day} onChange={setDay} />
        <Button type="primary" onClick={start} loading={action.pending} disabled={isRunning}>
          {words.compare}
        </Button>
      </div>
      <p className="quiet">{words.dayHelp}</p>
      <ProblemAlert of={action.problem} />
    </>
  );
}

/** How far it is: over once each channel's bill of the day was fetched anew, or when patience is. */
export function Comparing({
  of: comparison,
  run,
  bills,
  onOver,
}: {
  of: Comparison;
  /** The run that compares, once that has begun. */
  run: string | undefined;
  bills: readonly Bill[];
  onOver: (comparison: Comparison) => void;
}) {
  const words = useWords(reconciliationWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  const { day, before, isOver } = comparison;
  const compared = bills.filter((bill) => (!day || bill.day === day) && before.get(keyOf(bill)) !== bill.fetchedAt);
  const isDone = day !== undefined && compared.length === channels.length;
  useEffect(() => {
    if (isOver) return undefined;
    const timer = setTimeout(() => onOver({ ...comparison, isOver: true }), isDone ? 0 : patienceMs);
    return () => clearTimeout(timer);
  }, [comparison, isDone, isOver, onOver]);
  const named = day ? format.day(day) : words.allDue;
  const told = compared.map((bill) => (day ? '' : `${format.day(bill.day)} `) + area[bill.channel]);
  const isEnded = isDone || isOver;
  return (
    <Alert
      className="above"
      role="status"
      type={isDone ? 'success' : isOver && compared.length === 0 ? 'warning' : 'info'}
      showIcon
      icon={isEnded ? undefined : <Spin size="small" />}
      title={isEnded && compared.length > 0 ? words.done(named) : words.started(named)}
      description={
        <>
          {compared.length > 0 && <p>{words.compared(format.list(told))}</p>}
          {!isEnded && <p>{words.comparing}</p>}
          <RunLink url={run} of={named} />
          {isOver && !isDone && compared.length === 0 && <p>{words.slow}</p>}
        </>
      }
    />
  );
}
