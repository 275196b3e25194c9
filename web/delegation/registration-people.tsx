import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { badgeTypeWords, listWords } from '../parts/codes.ts';
import { DataTable } from '../parts/data-table.tsx';
import { common } from '../parts/words.ts';
import { Lookalikes } from './lookalikes.tsx';
import { registrationWords } from './registration-words.ts';
import { State } from '../parts/states.tsx';
import { Warnings } from '../parts/warnings.tsx';
import { delegationWords } from './words.ts';

/** The people of a registration; they are labelled and locked on a page of their own. */
export function RegistrationPeople({ of: { registrationId, attendees } }: { of: Schemas['ReviewedRegistration'] }) {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(registrationWords) };
  const lists = useWords(listWords);
  const badgeTypes = useWords(badgeTypeWords);
  return (
    <section aria-labelledby="people">
      <div className="section-head">
        <h2 id="people">{words.people}</h2>
        {attendees.length > 0 && <Link href={`/attendees?registration=${registrationId}`}>{words.labelAndLock}</Link>}
      </div>
      {attendees.length === 0 ? (
        <p className="card quiet">{words.noPeople}</p>
      ) : (
        <div className="list">
          <DataTable
            label={words.people}
            rowKey="attendeeId"
            rows={attendees}
            pagination={attendees.length > 20 && { pageSize: 20, showSizeChanger: false }}
            columns={[
              {
                title: words.name,
                render: (_, { attendeeId, name }) => <Link href={`/attendees/${attendeeId}`}>{name}</Link>,
              },
              { title: words.list, render: (_, { list }) => lists[list] },
              { title: words.document, dataIndex: 'documentMasked' },
              { title: words.photo, render: (_, { hasPhoto }) => (hasPhoto ? words.yes : words.noPhoto) },
              { title: words.badgeType, render: (_, { badgeType }) => badgeType && badgeTypes[badgeType] },
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
            ]}
          />
        </div>
      )}
    </section>
  );
}
