import { useQuery } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { Link } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { download } from '../client/download.ts';
import type { Problem } from '../client/problem.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { BadgeTypeWord } from './person-reviews.tsx';
import { productionWords } from './production-words.ts';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Batch = Schemas['ProductionBatch'];
type Badge = Batch['badges'][number];

const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One batch: its badges as they are made, and the files to print and to hand out by. */
export function BatchPage({ batchId }: { batchId: string }) {
  const words = useWords(productionWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const batch = useQuery<Batch, Problem>({
    queryKey: ['get', '/bureau/production/batches/{batchId}', batchId],
    // As JSON where no file is asked for.
    queryFn: async () =>
      (await client.GET('/bureau/production/batches/{batchId}', { params: { path: { batchId } } })).data as Batch,
    refetchInterval: ({ state: { data } }) => (data && data.badges.length < data.accepted ? 1_000 : false),
  });
  return (
    <Page
      title={batch.data ? words.batchTitle(format.time(batch.data.createdAt)) : words.batch}
      actions={
        <>
          {batch.data && batch.data.badges.length > 0 && <Files of={batch.data} />}
          <Link href="/production/batches">{area.batches}</Link>
        </>
      }
    >
      <Reading of={batch}>{(read) => <Badges of={read} />}</Reading>
    </Page>
  );
}

function Files({ of: { batchId, createdAt, badges } }: { of: Batch }) {
  const words = useWords(productionWords);
  const path = `/bureau/production/batches/${batchId}`;
  // By day and time, as people name a batch, and how many badges are in it.
  const name = `badges-${createdAt.slice(0, 16).replace(/\D/g, '')}-${badges.length}`;
  const pdf = useAction(async () => ({ data: await download(path, `${name}.pdf`, 'application/pdf') }));
  const sheet = useAction(async () => ({ data: await download(path, `${name}.xlsx`, sheetType) }));
  return (
    <>
      <Button type="primary" loading={pdf.pending} onClick={() => pdf.run(undefined)}>
        {words.pdf}
      </Button>
      <Button loading={sheet.pending} onClick={() => sheet.run(undefined)}>
        {words.xlsx}
      </Button>
      <ProblemAlert of={pdf.problem ?? sheet.problem} />
    </>
  );
}

function Badges({ of: { accepted, badges } }: { of: Batch }) {
  const words = useWords(productionWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  return (
    <>
      {badges.length < accepted && (
        <div className="card">
          <p role="status">{words.making(badges.length, accepted)}</p>
          <Progress percent={Math.round((badges.length / accepted) * 100)} aria-label={words.progress} />
        </div>
      )}
      <WholeTable<Badge>
        label={words.badges}
        rowKey="attendeeId"
        rows={badges}
        empty={words.noBadges}
        columns={[
          { title: words.badgeNo, dataIndex: 'badgeNo' },
          {
            title: area.person,
            dataIndex: 'name',
            render: (name: string, { attendeeId, documentMasked }) => (
              <span className="lines">
                <Link href={`/corrections/${attendeeId}`}>{name}</Link>
                <span>{documentMasked}</span>
              </span>
            ),
          },
          { title: area.unit, dataIndex: 'unitName' },
          {
            title: area.badgeType,
            dataIndex: 'badgeType',
            render: (badgeType: Badge['badgeType']) => <BadgeTypeWord of={badgeType} />,
          },
          { title: area.orderNo, dataIndex: 'orderNo' },
          { title: words.madeAt, dataIndex: 'madeAt', render: format.exactTime },
        ]}
      />
    </>
  );
}
