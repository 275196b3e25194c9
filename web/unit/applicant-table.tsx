import { Checkbox, Empty, Table, type TableProps } from 'antd';
import { Link } from 'wouter';
import type { AttendeeList } from '../../domain/attendee.ts';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import { badgeOrderWords } from './badge-order-words.ts';
import { AttendeeState } from './attendee-state.tsx';
import { Wide } from '../parts/wide.tsx';
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
  people,
  isLoading,
  chosen,
  onChoose,
}: {
  list: AttendeeList;
  people: Person[];
  isLoading: boolean;
  chosen: readonly string[];
  onChoose: (attendeeIds: string[]) => void;
}) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const positions = useVocabulary('positions');
  const countries = useVocabulary('countries');
  const named: Record<AttendeeList, Columns> = {
    mainland: [
      { title: words.name, dataIndex: 'name' },
      { title: words.sex, dataIndex: 'sex', render: (sex: 'male' | 'female') => words[sex] },
      {
        title: words.residence,
        render: (_, { residence }) => (residence ? `${residence.province} ${residence.city}` : ''),
      },
      { title: words.idCard, dataIndex: 'documentMasked' },
    ],
    hk_macao_taiwan: [
      { title: words.name, dataIndex: 'name' },
      { title: words.sex, dataIndex: 'sex', render: (sex: 'male' | 'female') => words[sex] },
      { title: words.region, dataIndex: 'region', render: (region: 'hong_kong' | 'macao' | 'taiwan') => words[region] },
      { title: words.document, dataIndex: 'documentMasked' },
    ],
    overseas: [
      { title: words.surname, dataIndex: 'surname' },
      { title: words.givenName, dataIndex: 'givenName' },
      { title: words.sex, dataIndex: 'sex', render: (sex: 'male' | 'female') => words[sex] },
      { title: words.country, dataIndex: 'country', render: countries.word },
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
      render: (type: Person['badgeType']) => (type ? words[type] : words.notLabelled),
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
  const own = new Set(people.map(({ attendeeId }) => attendeeId));
  const choosable = people.filter(canBeChosen).map(({ attendeeId }) => attendeeId);
  const taken = choosable.filter((id) => chosen.includes(id));
  const choose = (ids: readonly string[]) => onChoose([...chosen.filter((id) => !own.has(id)), ...ids]);
  return (
    <section aria-labelledby={`list-${list}`}>
      <div className="section-head">
        <h2 id={`list-${list}`}>{words[list]}</h2>
        <Link href={`/attendees/new/${list}`}>{words.addTo(words[list])}</Link>
      </div>
      <div className="list">
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
        <Wide label={words[list]}>
          <Table<Person>
            size="middle"
            rowKey="attendeeId"
            dataSource={people}
            columns={columns}
            loading={isLoading}
            pagination={false}
            locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noneInList} /> }}
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
        </Wide>
      </div>
    </section>
  );
}
