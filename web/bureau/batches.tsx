import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { productionWords } from './production-words.ts';
import { bureauWords } from './words.ts';

/** What was made so far. */
export function BatchesPage() {
  const words = useWords(productionWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const mayAct = useMayAct();
  const batches = usePages('/bureau/production/batches');
  return (
    <Page title={area.batches}>
      <ListTable<Schemas['ProductionBatchSummary']>
        of={batches}
        rowKey="batchId"
        label={words.batchList}
        empty={words.noBatches}
        columns={[
          {
            title: words.createdAt,
            dataIndex: 'createdAt',
            // What is in a batch is the bureau's alone.
            render: (at: string, { batchId }) =>
              mayAct ? (
                <Link href={`/production/batches/${batchId}`}>{format.exactTime(at)}</Link>
              ) : (
                format.exactTime(at)
              ),
          },
          { title: area.by, dataIndex: 'by' },
          { title: words.asked, dataIndex: 'accepted', className: 'number', render: format.number },
          { title: words.made, dataIndex: 'made', className: 'number', render: format.number },
        ]}
      />
    </Page>
  );
}
