import { Button } from 'antd';
import { useMemo } from 'react';
import { chinaDay, dayAfter } from '../../domain/day.ts';
import { api, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { nothing, useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { Chart } from './chart.tsx';
import { DayFilter, dayOf } from './day-filter.tsx';
import type { Bars } from './plot.tsx';
import { useStates } from '../parts/states.tsx';
import { statisticsWords } from './statistics-words.ts';

type Statistics = Schemas['Statistics'];
type State = keyof Schemas['RegistrationsByState'];

/** Apart from each other and from white, also for eyes that see fewer colours. */
const stateColours: Readonly<Record<State, string>> = {
  draft: '#7a7f87',
  under_review: '#0b5cad',
  returned: '#c77700',
  approved: '#1b7f3b',
  rejected: '#b71d18',
  expired: '#6b3fa0',
  released: '#0f8a8a',
  withdrawn: '#4a2c17',
};
const [first, second] = ['#0b5cad', '#c77700'];
const spans = [7, 30, 90];

/** The bureau's numbers as charts, of a time that the address names; for the bureau's area as well as the operators'. */
export function StatisticsPage() {
  const words = useWords(statisticsWords);
  const [days, change] = useFilter(['from', 'until']);
  const [from, until] = [dayOf(days.from), dayOf(days.until)];
  const query = { ...(from ? { from } : {}), ...(until ? { until } : {}) };
  const statistics = api.useQuery('get', '/bureau/statistics', { params: { query } });
  return (
    <Page title={words.title}>
      <div className="filters">
        <DayFilter label={words.from} value={from ?? statistics.data?.from} onChange={(day) => change({ from: day })} />
        <DayFilter
          label={words.until}
          value={until ?? statistics.data?.until}
          onChange={(day) => change({ until: day })}
        />
        <div role="group" aria-label={words.spans} className="buttons">
          {spans.map((span) => (
            <Button
              key={span}
              onClick={() => change({ from: dayAfter(chinaDay(new Date()), 1 - span), until: undefined })}
            >
              {words.last(span)}
            </Button>
          ))}
        </div>
      </div>
      <Reading of={statistics}>{(read) => <Charts of={read} />}</Reading>
    </Page>
  );
}

function Charts({ of: statistics }: { of: Statistics }) {
  const words = useWords(statisticsWords);
  const format = useFormat();
  const { reviewAges } = statistics;
  const days = useMemo(() => statistics.days.map(({ day }) => day), [statistics]);
  const shortDays = useMemo(() => days.map((day) => day.slice(5)), [days]);
  const registrations = useStateBars(statistics.days);
  const orders = useMemo(
    () => [
      { label: words.placed, colour: first!, values: statistics.days.map((day) => day.orders) },
      { label: words.paid, colour: second!, values: statistics.days.map((day) => day.paidOrders) },
    ],
    [statistics, words],
  );
  const money = useMemo(
    () => [
      { label: words.captured, colour: first!, values: statistics.days.map((day) => day.capturedFen) },
      { label: words.refunded, colour: second!, values: statistics.days.map((day) => day.refundedFen) },
    ],
    [statistics, words],
  );
  const ages = useMemo(
    () =>
      reviewAges.map(({ fromDays, untilDays }) => {
        if (untilDays === null) return words.over(fromDays);
        return fromDays === 0 ? words.under(untilDays) : words.between(fromDays, untilDays);
      }),
    [reviewAges, words],
  );
  const waiting = useMemo(
    () => [
      { label: words.units, colour: first!, values: reviewAges.map((age) => age.registrations) },
      { label: words.people, colour: second!, values: reviewAges.map((age) => age.people) },
    ],
    [reviewAges, words],
  );
  return (
    <>
      <p className="quiet">
        {words.time(format.day(statistics.from), format.day(statistics.until), format.time(statistics.serverNow))}
      </p>
      <div className="charts">
        <Chart
          title={words.registrations}
          help={words.registrationsHelp}
          of={words.day}
          labels={shortDays}
          names={days}
          series={registrations}
          isStacked
          format={format.number}
        />
        <Delegations of={statistics.delegations} />
        <Chart
          title={words.orders}
          of={words.day}
          labels={shortDays}
          names={days}
          series={orders}
          format={format.number}
        />
        <Chart
          title={words.money}
          help={words.moneyHelp}
          of={words.day}
          labels={shortDays}
          names={days}
          series={money}
          format={yuan}
        />
        <Chart
          title={words.ages}
          help={words.agesHelp}
          of={words.age}
          labels={ages}
          series={waiting}
          format={format.number}
        />
      </div>
    </>
  );
}

function Delegations({ of: delegations }: { of: Statistics['delegations'] }) {
  const words = useWords(statisticsWords);
  const language = useLanguage();
  const format = useFormat();
  const series = useStateBars(delegations);
  const labels = useMemo(() => delegations.map(({ no }) => (no === null ? nothing : String(no))), [delegations]);
  const names = delegations.map(({ no, nameZh, nameEn }) =>
    no === null ? words.unallocated : words.noted(no, (language === 'zh' ? nameZh : nameEn) ?? ''),
  );
  return (
    <Chart
      title={words.delegations}
      help={words.delegationsHelp}
      of={words.delegation}
      labels={labels}
      names={names}
      series={series}
      isStacked
      format={format.number}
    />
  );
}

/** A row of bars for each state that anything is in. */
function useStateBars(rows: readonly { registrations: Schemas['RegistrationsByState'] }[]): Bars[] {
  const { options } = useStates('registration');
  return useMemo(
    () =>
      options
        .map(({ value, label }) => ({
          label,
          colour: stateColours[value],
          values: rows.map(({ registrations }) => registrations[value]),
        }))
        .filter(({ values }) => values.some((value) => value > 0)),
    [rows, options],
  );
}
