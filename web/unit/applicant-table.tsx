import { Checkbox, type TableProps } from 'antd';
import { Link } from 'wouter';
import type { AttendeeList } from '../../domain/attendee.ts';
import type { Schemas } from '../client/client.ts';
import type { Pages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { ListTable } from '../parts/list-table.tsx';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { useOrigin } from '../parts/places.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import { badgeOrderWords } from './badge-order-words.ts';
import { AttendeeState } from './attendee-state.tsx';
import { unitWords } from './words.ts';

type Person = Schemas['Attendee'];
type Columns = NonNullable<TableProps<Person>['columns']>;

/** Whose money went back can be ordered for once more (G6.2). */
export const canBeOrderedFor = ({ state }: Pick<Person, 'state'>): boolean =>
  state === 'locked' || state === 'refunded';
/** Ordered for, or deleted: nothing else is done with people by their choice. */
const canBeChosen = ({ state }: Person): boolean => canBeOrderedFor({ state }) || state === 'saved';

/** One of the guide's three tables (G3.3), with the columns it has there. */
export function ApplicantTable({
  list,
  of: pages,
  empty,
  chosen,
  onChoose,
}: {
  list: AttendeeList;
  of: Pages<Person>;
  empty: string;
  chosen: readonly string[];
  onChoose: (attendeeIds: string[]) => void;
}) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const positions = useVocabulary('positions');
  const originOf = useOrigin();
  const named: Record<AttendeeList, Columns> = {
    mainland: [
      { title: words.name, dataIndex: 'name' },
      { title: words.sex, dataIndex: 'sex', render: (sex: 'male' | 'female') => words[sex] },
      { title: words.residence, render: (_, person) => originOf(person) },
      { title: words.idCard, dataIndex: 'documentMasked' },
    ],
    hk_macao_taiwan: [
      { title: words.name, dataIndex: 'name' },
      { title: words.sex, dataIndex: 'sex', render: (sex: 'male' | 'female') => words[sex] },
      { title: words.region, render: (_, person) => originOf(person) },
      { title: words.document, dataIndex: 'documentMasked' },
    ],
    overseas: [
      { title: words.surname, dataIndex: 'surname' },
      { title: words.givenName, dataIndex: 'givenName' },
      { title: words.sex, dataIndex: 'sex', render: (sex: 'male' | 'female') => words[sex] },
      { title: words.country, render: (_, person) => originOf(person) },
      { title: words.document, dataIndex: 'documentMasked' },
    ],
  };
  const columns: Columns = [
    ...named[list],
    { title: words.position, dataIndex: 'position', render: positions.word },
    {
      title: words.photo,
      render: (_, { attendeeId, hasPhoto, name, version }) =>
        hasPhoto ? (
          <PersonPhoto key={version} path={`/attendees/${attendeeId}/photo`} name={name} width={36} />
        ) : (
          <span className="quiet">{words.noPhoto}</span>
        ),
    },
    {
      title: words.badgeType,
      dataIndex: 'badgeType',
      render: (type: Person['badgeType']) => type && words[type],
    },
    {
      title: words.state,
      render: (_, { state, orderNo }) => (
        <>
          <AttendeeState of={state} />
          {state === 'saved' && <div className="quiet why">{words.whySaved}</div>}
          {state === 'withdrawn' && <div className="quiet why">{words.whyWithdrawn}</div>}
          {orderNo && state !== 'saved' && state !== 'locked' && (
            <div className="quiet why">{words.whyOrdered(orderNo)}</div>
          )}
        </>
      ),
    },
    {
      title: words.deeds,
      render: (_, { attendeeId, name, state, orderNo }) => (
        <span className="buttons">
          <Link
            href={`/attendees/${attendeeId}`}
            aria-label={state === 'saved' ? words.editPerson(name) : words.viewPerson(name)}
          >
            {state === 'saved' ? words.edit : words.view}
          </Link>
          {orderNo && state !== 'saved' && state !== 'locked' && (
            <Link href={`/orders/${orderNo}`}>{words.viewOrder}</Link>
          )}
        </span>
      ),
    },
  ];
  const own = new Set(pages.items.map(({ attendeeId }) => attendeeId));
  const choosable = pages.items.filter(canBeChosen).map(({ attendeeId }) => attendeeId);
  const taken = choosable.filter((id) => chosen.includes(id));
  const choose = (ids: readonly string[]) => onChoose([...chosen.filter((id) => !own.has(id)), ...ids]);
  return (
    <section aria-labelledby={`list-${list}`}>
      <div className="section-head">
        <h2 id={`list-${list}`}>{words[list]}</h2>
        <Link href={`/attendees/new/${list}`}>{words.addTo(words[list])}</Link>
      </div>
      <ListTable<Person>
        of={pages}
        rowKey="attendeeId"
        label={words[list]}
        empty={empty}
        columns={columns}
        head={
          <p className="all-or-none">
            <Checkbox
              aria-label={words.allOrNoneOf(words[list])}
              disabled={choosable.length === 0}
              checked={taken.length > 0 && taken.length === choosable.length}
              indeterminate={taken.length > 0 && taken.length < choosable.length}
              onChange={({ target }) => choose(target.checked ? choosable : [])}
            >
              {words.allOrNone}
            </Checkbox>
          </p>
        }
        rowSelection={{
          hideSelectAll: true,
          columnTitle: words.choice,
          columnWidth: 64,
          selectedRowKeys: taken,
          getCheckboxProps: (person) => ({
            disabled: !canBeChosen(person),
            'aria-label': words.choose(person.name),
          }),
          onChange: (keys) => choose(keys.map(String)),
        }}
      />
    </section>
  );
}
