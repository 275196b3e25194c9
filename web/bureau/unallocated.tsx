import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { State } from '../parts/states.tsx';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { usePlaces } from '../parts/places.ts';
import { Allocate } from './allocate.tsx';
import { allocationWords } from './allocation-words.ts';
import { UnitCell } from './cells.tsx';
import { categoryWords, regionWords } from '../parts/codes.ts';
import { bureauWords } from './words.ts';

type Unallocated = Schemas['Unallocated'];

/** G1.2: enterprises without a code that no delegation has been given. */
export function UnallocatedPage() {
  const words = useWords(allocationWords);
  const area = useWords(bureauWords);
  const categories = useWords(categoryWords);
  const regions = useWords(regionWords);
  const format = useFormat();
  const { place } = usePlaces();
  const units = usePages('/bureau/unallocated');
  return (
    <Page title={area.unallocated}>
      <p className="quiet">{words.unallocatedHelp}</p>
      <ListTable<Unallocated>
        of={units}
        rowKey="registrationId"
        label={words.unallocatedList}
        empty={words.nobodyWaits}
        columns={[
          { title: area.unit, dataIndex: 'unitName', render: (_, unit) => <UnitCell of={unit} /> },
          {
            title: words.place,
            dataIndex: 'place',
            render: (of: Unallocated['place']) => place(of) || words.noPlace,
          },
          {
            title: area.category,
            dataIndex: 'category',
            render: (category: Unallocated['category'], { region }) => (
              <span className="lines">
                <span>{categories[category]}</span>
                <span className="quiet">{regions[region]}</span>
              </span>
            ),
          },
          {
            title: area.state,
            dataIndex: 'state',
            render: (state: Unallocated['state']) => <State of="registration" state={state} />,
          },
          { title: area.since, dataIndex: 'submittedAt', render: format.time },
          {
            title: area.actions,
            key: 'actions',
            render: (_, { registrationId, unitName, account }) => (
              <Allocate registrationId={registrationId} name={unitName ?? account} />
            ),
          },
        ]}
      />
    </Page>
  );
}
