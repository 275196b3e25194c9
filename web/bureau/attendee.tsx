import { Link } from 'wouter';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { State } from '../parts/states.tsx';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { Reading } from '../parts/reading.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { Warnings } from '../parts/warnings.tsx';
import { useOrigin } from '../parts/places.ts';
import { UnitCell } from './cells.tsx';
import { badgeTypeWords, pickupWayWords, listWords, sexWords } from '../parts/codes.ts';
import { correctionWords } from './correction-words.ts';
import { Deed } from './deed.tsx';
import { common } from '../parts/words.ts';
import { Facts } from '../parts/facts.tsx';
import { LineField, ReasonField } from './fields.tsx';
import { bureauWords } from './words.ts';

type Person = Schemas['ReviewedAttendee'];

/** One person, and what the bureau alone can put right. */
export function AttendeePage({ attendeeId }: { attendeeId: string }) {
  const words = useWords(correctionWords);
  const attendee = api.useQuery('get', '/review/attendees/{attendeeId}', { params: { path: { attendeeId } } });
  return (
    <Page
      title={attendee.data?.name ?? words.title}
      actions={
        attendee.data && (
          <>
            <CorrectDocument of={attendee.data} />
            <CorrectName of={attendee.data} />
            {attendee.data.state !== 'withdrawn' && <Withdraw of={attendee.data} />}
          </>
        )
      }
    >
      <Reading of={attendee}>{(read) => <Summary of={read} />}</Reading>
    </Page>
  );
}

function Summary({ of: person }: { of: Person }) {
  const words = useWords(correctionWords);
  const area = useWords(bureauWords);
  const labels = useLabels();
  const lists = useWords(listWords);
  const sexes = useWords(sexWords);
  const badgeTypes = useWords(badgeTypeWords);
  const pickups = useWords(pickupWayWords);
  const positions = useVocabulary('positions');
  const origin = useOrigin();
  const { noPhoto } = useWords(common);
  return (
    <div className="card person-facts">
      {person.hasPhoto ? (
        <PersonPhoto path={`/review/attendees/${person.attendeeId}/photo`} name={person.name} width={118} />
      ) : (
        <span className="quiet">{noPhoto}</span>
      )}
      <Facts
        of={[
          [area.state, <State key="state" of="attendee" state={person.state} />],
          [area.unit, <UnitCell key="unit" of={person} />],
          [words.document, person.documentMasked],
          [labels('list'), lists[person.list]],
          [labels('sex'), sexes[person.sex]],
          [labels('region'), origin(person)],
          person.permitName !== undefined && [labels('permitName'), person.permitName],
          person.surname !== undefined && [labels('surname'), person.surname],
          person.givenName !== undefined && [labels('givenName'), person.givenName],
          [words.printedName, person.printedName ?? words.asRecorded],
          [words.position, positions.word(person.position)],
          [area.badgeType, person.badgeType && badgeTypes[person.badgeType]],
          [area.pickup, person.pickup && pickups[person.pickup]],
          [
            area.orderNo,
            person.orderNo && (
              <Link key="order" href={`~/app/operator/orders/${person.orderNo}`}>
                {person.orderNo}
              </Link>
            ),
          ],
          [words.lookalikes, words.countOf(person.possibleDuplicates)],
          person.warnings.length > 0 && [
            words.warnings,
            <span key="warnings" className="lines">
              <Warnings of={person.warnings} />
            </span>,
          ],
        ]}
      />
    </div>
  );
}

function CorrectDocument({ of: { attendeeId } }: { of: Person }) {
  const words = useWords(correctionWords);
  return (
    <Deed
      name={words.correctDocument}
      send={(header, body: { documentNumber: string; reason: string }) =>
        client.POST('/bureau/attendees/{attendeeId}/document', { params: { path: { attendeeId }, header }, body })
      }
    >
      <p>{words.correctDocumentHelp}</p>
      <LineField name="documentNumber" label={words.newDocument} max={40} />
      <ReasonField />
    </Deed>
  );
}

interface Name {
  name?: string;
  permitName?: string;
  surname?: string;
  givenName?: string;
  printedName?: string;
  reason: string;
}

/** Which names each list has (G3.3). */
const namesOf: Readonly<Record<Person['list'], readonly ('name' | 'permitName' | 'surname' | 'givenName')[]>> = {
  mainland: ['name'],
  hk_macao_taiwan: ['name', 'permitName'],
  overseas: ['surname', 'givenName'],
};

function CorrectName({ of: person }: { of: Person }) {
  const words = useWords(correctionWords);
  const names = namesOf[person.list];
  const { attendeeId } = person;
  const there: Partial<Name> = {};
  for (const name of [...names, 'printedName'] as const) {
    const value = person[name];
    if (value) there[name] = value;
  }
  return (
    <Deed<Name, Schemas['Attendee']>
      name={words.correctName}
      initial={there}
      send={(header, { printedName, ...body }) =>
        client.POST('/bureau/attendees/{attendeeId}/name', {
          params: { path: { attendeeId }, header },
          body: { ...body, printedName: printedName || null },
        })
      }
    >
      <p>{words.correctNameHelp}</p>
      {names.map((name) => (
        <LineField key={name} name={name} max={100} optional={name === 'givenName' || name === 'permitName'} />
      ))}
      <LineField name="printedName" max={121} optional />
      <ReasonField />
    </Deed>
  );
}

function Withdraw({ of: { attendeeId } }: { of: Person }) {
  const words = useWords(correctionWords);
  return (
    <Deed
      name={words.withdraw}
      kind="danger"
      send={(header, body: { reason: string }) =>
        client.POST('/bureau/attendees/{attendeeId}/withdraw', { params: { path: { attendeeId }, header }, body })
      }
      told={() => words.withdrawn}
    >
      <p>{words.withdrawHelp}</p>
      <ReasonField />
    </Deed>
  );
}
