import { Typography } from 'antd';
import { dayAfter } from '../../domain/day.ts';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { auditActionWords, auditWords } from './audit-words.ts';
import { dayOf, DayFilter } from './day-filter.tsx';
import { DetailList } from './detail-list.tsx';
import { Facts } from '../parts/facts.tsx';
import { SubjectLink } from './subject-link.tsx';
import { operatorWords } from './words.ts';

type Entry = Schemas['AuditEntry'];

const names = ['action', 'subject', 'by', 'from', 'until'] as const;
/** When a day begins in China. */
const beginningOf = (day: string) => `${day}T00:00:00+08:00`;

/** Who did, read and tried what; the newest first. */
export function AuditPage() {
  const words = useWords(auditWords);
  const area = useWords(operatorWords);
  const actions = auditActionWords[useLanguage()];
  const format = useFormat();
  const [{ action, subject, by, ...days }, change] = useFilter(names);
  const [from, until] = [dayOf(days.from), dayOf(days.until)];
  const entries = usePages('/ops/audit', {
    ...(action ? { action: action as Entry['action'] } : {}),
    ...(subject ? { subject } : {}),
    ...(by ? { by } : {}),
    ...(from ? { from: beginningOf(from) } : {}),
    ...(until ? { until: beginningOf(dayAfter(until, 1)) } : {}),
  });
  const options = Object.entries(actions).map(([value, label]) => ({ value, label }));
  return (
    <Page title={area.audit}>
      <div className="filters">
        <div className="wide">
          <SelectFilter
            label={words.action}
            value={action}
            options={options}
            onChange={(chosen) => change({ action: chosen })}
          />
        </div>
        <SearchFilter label={words.subject} value={subject} onChange={(typed) => change({ subject: typed })} />
        <SearchFilter label={words.by} value={by} onChange={(typed) => change({ by: typed })} />
        <DayFilter label={words.from} value={from} onChange={(day) => change({ from: day })} />
        <DayFilter label={words.until} value={until} onChange={(day) => change({ until: day })} />
      </div>
      <p className="quiet">{words.days}</p>
      <ListTable<Entry>
        of={entries}
        rowKey={({ position, at, action: what, subject: about }) => `${position} ${at} ${what} ${about}`}
        label={words.list}
        empty={words.empty}
        columns={[
          {
            title: words.position,
            dataIndex: 'position',
            className: 'number',
            render: (position: number | null) => position ?? <StateTag tone="wrong">{words.beside}</StateTag>,
          },
          { title: words.at, dataIndex: 'at', render: format.exactTime },
          { title: words.who, dataIndex: 'by', render: (who: string | null) => who ?? words.nobody },
          { title: words.action, dataIndex: 'action', render: (what: Entry['action']) => actions[what] },
          {
            title: words.about,
            dataIndex: 'subject',
            render: (about: string) => (
              <span className="bounded code">
                <SubjectLink subject={about} />
              </span>
            ),
          },
          { title: words.details, dataIndex: 'detail', render: (_, entry) => <Details of={entry} /> },
        ]}
      />
      {entries.first?.head && <Head of={entries.first.head} />}
    </Page>
  );
}

function Details({ of: { detail, reason, address, requestId } }: { of: Entry }) {
  const words = useWords(auditWords);
  return (
    <div className="bounded details">
      {reason !== null && (
        <div>
          <span className="quiet">{words.reason}</span> {reason}
        </div>
      )}
      {address !== null && (
        <div>
          <span className="quiet">{words.address}</span> {address}
        </div>
      )}
      <DetailList of={detail} />
      {requestId !== null && (
        <div>
          <span className="quiet">{words.requestId}</span> <span className="code">{requestId}</span>
        </div>
      )}
    </div>
  );
}

/** What to note elsewhere, so that nobody can change what is on record unseen. */
function Head({ of: { position, hash } }: { of: Schemas['AuditHead'] }) {
  const words = useWords(auditWords);
  return (
    <section aria-labelledby="head">
      <h2 id="head">{words.head}</h2>
      <div className="card">
        <Facts
          of={[
            [words.headPosition, position],
            [
              words.headHash,
              <Typography.Text key="hash" className="code" copyable={{ text: `${position}:${hash}` }}>
                {hash}
              </Typography.Text>,
            ],
          ]}
        />
        <p className="quiet">{words.headHelp(`npm run audit -- --head ${position}:${hash.slice(0, 8)}…`)}</p>
      </div>
    </section>
  );
}
