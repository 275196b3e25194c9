import { Button } from 'antd';
import { Link, useLocation } from 'wouter';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { OriginCell, PersonCell, UnitCell } from './cells.tsx';
import { useChosen } from './chosen.ts';
import { pickupWayWords } from '../parts/codes.ts';
import { Deed } from './deed.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { BadgeTypeWord } from './person-reviews.tsx';
import { productionWords } from './production-words.ts';
import { bureauWords } from './words.ts';

type Person = Schemas['PersonInQueue'];

/** Approved people, from whom batches of badges are made. */
export function ProductionPage() {
  const words = useWords(productionWords);
  const area = useWords(bureauWords);
  const pickups = useWords(pickupWayWords);
  const format = useFormat();
  const labels = useLabels();
  const mayAct = useMayAct();
  const [, go] = useLocation();
  const people = usePages('/bureau/production', { limit: 200 });
  const { chosen, rowSelection, chooseAll, chooseNone } = useChosen(
    people.items,
    ({ attendeeId }) => attendeeId,
    ({ name }) => name,
  );
  return (
    <Page title={area.production}>
      <p className="quiet">{words.help}</p>
      {mayAct && people.items.length > 0 && (
        <div className="chosen">
          <Button onClick={chooseAll}>{words.all}</Button>
          <Button onClick={chooseNone}>{words.none}</Button>
          <span role="status">{words.chosen(chosen.length)}</span>
          <Deed<object, Schemas['ProductionBatch']>
            name={words.make(chosen.length)}
            kind="primary"
            disabled={chosen.length === 0}
            send={(header) =>
              client.POST('/bureau/production/batches', {
                params: { header },
                body: { attendeeIds: chosen.map(({ attendeeId }) => attendeeId) },
              })
            }
            told={() => words.started}
            onDone={({ batchId }) => go(`/production/batches/${batchId}`)}
          >
            <p>{words.makeHelp(chosen.length)}</p>
          </Deed>
        </div>
      )}
      <ListTable<Person>
        of={people}
        rowKey="attendeeId"
        label={words.list}
        empty={
          <>
            {words.empty} <Link href="/person-reviews">{words.toReviews}</Link>
          </>
        }
        {...(mayAct ? { rowSelection } : {})}
        columns={[
          {
            title: area.photo,
            dataIndex: 'hasPhoto',
            render: (hasPhoto: boolean, { attendeeId, name }) =>
              hasPhoto && <PersonPhoto path={`/review/attendees/${attendeeId}/photo`} name={name} width={40} />,
          },
          { title: area.person, dataIndex: 'name', render: (_, person) => <PersonCell of={person} /> },
          { title: labels('list'), dataIndex: 'list', render: (_, person) => <OriginCell of={person} /> },
          { title: area.unit, dataIndex: 'unitName', render: (_, person) => <UnitCell of={person} /> },
          {
            title: area.badgeType,
            dataIndex: 'badgeType',
            render: (badgeType: Person['badgeType']) => <BadgeTypeWord of={badgeType} />,
          },
          { title: area.pickup, dataIndex: 'pickup', render: (pickup: Person['pickup']) => pickups[pickup] },
          { title: area.orderNo, dataIndex: 'orderNo' },
          { title: area.at, dataIndex: 'stateAt', render: format.time },
        ]}
      />
    </Page>
  );
}
