import { Select, type TableColumnsType } from 'antd';
import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import type { Dictionary } from '../language.ts';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { optionsOf, type badgeTypeWords, type listWords } from '../parts/codes.ts';
import type { common } from '../parts/words.ts';
import type { attendeeWords } from './attendee-words.ts';
import type { Labels } from './locking.tsx';
import { Lookalikes } from './lookalikes.tsx';
import { State } from '../parts/states.tsx';
import { Warnings } from '../parts/warnings.tsx';
import type { delegationWords } from './words.ts';

type Person = Schemas['ReviewedAttendee'];
type Of<D> = D extends Dictionary<infer T> ? T : never;
type Words = Of<typeof common> & Of<typeof delegationWords> & Of<typeof attendeeWords>;

/** What the list says of each person; the label is chosen in the row of whoever can be locked. */
export const attendeeColumns = (
  words: Words,
  {
    lists,
    types,
    labels,
    onLabel,
  }: {
    lists: Of<typeof listWords>;
    types: Of<typeof badgeTypeWords>;
    labels: Labels;
    onLabel: ((labels: Labels) => void) | undefined;
  },
): TableColumnsType<Person> => [
  {
    title: words.photo,
    width: 72,
    render: (_, { attendeeId, name, hasPhoto }) =>
      hasPhoto ? (
        <PersonPhoto path={`/review/attendees/${attendeeId}/photo`} name={name} width={44} />
      ) : (
        <span className="quiet">{words.noPhoto}</span>
      ),
  },
  {
    title: words.name,
    render: (_, { attendeeId, name, documentMasked }) => (
      <div className="who-it-is">
        <Link href={`/attendees/${attendeeId}`}>{name}</Link>
        <span className="quiet">{documentMasked}</span>
      </div>
    ),
  },
  {
    title: words.unit,
    render: (_, { registrationId, unitName }) => (
      <Link href={`/registrations/${registrationId}`}>{unitName ?? words.noName}</Link>
    ),
  },
  { title: words.list, render: (_, { list }) => lists[list] },
  {
    title: words.badgeType,
    render: (_, { attendeeId, name, badgeType, may }) =>
      onLabel && may.includes('lock') ? (
        <Select
          className="label-choice"
          aria-label={words.labelOf(name)}
          placeholder={words.choose}
          value={labels[attendeeId] ?? null}
          options={optionsOf(types)}
          onChange={(type) => type && onLabel({ [attendeeId]: type })}
        />
      ) : (
        badgeType && types[badgeType]
      ),
  },
  { title: words.stateOf, render: (_, { state }) => <State of="attendee" state={state} /> },
  {
    title: words.remarks,
    render: (_, { possibleDuplicates, warnings }) => (
      <div className="who-it-is remarks">
        <Lookalikes count={possibleDuplicates} />
        <Warnings of={warnings} />
      </div>
    ),
  },
];
