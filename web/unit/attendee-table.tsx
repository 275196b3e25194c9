import type { TableProps } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { labelOf } from '../../domain/attendee-field.ts';
import type { Pages } from '../client/pages-of.ts';
import { useLanguage, useWords } from '../language.ts';
import { ListTable } from '../parts/list-table.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { useOrigin } from '../parts/places.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import type { Attendee, List } from './attendee-list.ts';
import { AttendeePhoto } from './attendee-photo.tsx';
import { AttendeeState } from './attendee-state.tsx';
import { attendeeWords } from './attendee-words.ts';
import { unitWords } from './words.ts';

/** One of the three lists, with what each of its people lacks and what can be done with them. */
export function AttendeeTable({
  of: pages,
  list,
  canChange,
  empty,
  chosen,
  onChoose,
}: {
  of: Pages<Attendee>;
  list: List;
  canChange: boolean;
  empty: ReactNode;
  chosen: string[];
  onChoose: (attendeeIds: string[]) => void;
}) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(attendeeWords) };
  const language = useLanguage();
  const positions = useVocabulary('positions');
  const originOf = useOrigin();
  const titled = (field: string) => labelOf(list, field)?.[language] ?? field;
  const columns: TableProps<Attendee>['columns'] = [
    { title: list === 'overseas' ? words.nameOfPerson : titled('name'), dataIndex: 'name' },
    ...(list === 'hk_macao_taiwan' ? [{ title: titled('permitName'), dataIndex: 'permitName' }] : []),
    { title: titled('sex'), dataIndex: 'sex', render: (sex: Attendee['sex']) => words[sex] },
    { title: words[`origin_${list}`], render: (_, person) => originOf(person) },
    { title: titled('documentNumber'), dataIndex: 'documentMasked' },
    { title: titled('position'), dataIndex: 'position', render: positions.word },
    { title: words.photo, render: (_, person) => <AttendeePhoto of={person} /> },
    {
      title: words.badgeType,
      dataIndex: 'badgeType',
      render: (type: Attendee['badgeType']) => type && words[type],
    },
    {
      title: words.state,
      render: (_, person) => {
        const open = person.warnings.filter(({ confirmed }) => !confirmed).length;
        return (
          <>
            <AttendeeState of={person.state} />
            {open > 0 && <StateTag tone="todo">{words.warned(open)}</StateTag>}
          </>
        );
      },
    },
    {
      title: words.actions,
      render: (_, { attendeeId, name, state }) => (
        <span className="buttons">
          <Link href={`/attendees/${attendeeId}`} aria-label={words.viewOf(name)}>
            {words.view}
          </Link>
          {canChange && state === 'saved' && (
            <Link href={`/attendees/${attendeeId}?edit=yes`} aria-label={words.editOf(name)}>
              {words.edit}
            </Link>
          )}
        </span>
      ),
    },
  ];
  return (
    <ListTable<Attendee>
      of={pages}
      rowKey="attendeeId"
      label={words[list]}
      empty={empty}
      columns={columns}
      {...(canChange
        ? {
            rowSelection: {
              selectedRowKeys: chosen,
              onChange: (keys) => onChoose(keys as string[]),
              getTitleCheckboxProps: () => ({ 'aria-label': words.chooseAll }),
              getCheckboxProps: ({ name, state }) => ({
                'aria-label': words.choose(name),
                disabled: state !== 'saved',
              }),
            },
          }
        : {})}
    />
  );
}
