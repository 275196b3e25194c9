import { useState } from 'react';
import { Link } from 'wouter';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { badgeTypeWords, listWords, pickupWayWords, sexWords } from '../parts/codes.ts';
import { Facts } from '../parts/facts.tsx';
import { useFormat } from '../parts/format.ts';
import { JobProgress } from '../parts/job-progress.tsx';
import { Page } from '../parts/page.tsx';
import { PersonPhoto } from '../parts/person-photo.tsx';
import { Reading } from '../parts/reading.tsx';
import { useOrigin } from '../parts/places.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { Warnings } from '../parts/warnings.tsx';
import { common } from '../parts/words.ts';
import { attendeeWords } from './attendee-words.ts';
import { Locking, type Labels, type LockJob } from './locking.tsx';
import { Lookalikes } from './lookalikes.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { Reveal } from './reveal.tsx';
import { State } from '../parts/states.tsx';
import { delegationWords } from './words.ts';

/** One person: photo and data, the whole document number for a reason, label and lock (G5.2). */
export function AttendeePage({ attendeeId }: { attendeeId: string }) {
  const words = { ...useWords(delegationWords), ...useWords(attendeeWords) };
  const person = api.useQuery('get', '/review/attendees/{attendeeId}', { params: { path: { attendeeId } } });
  return (
    <Page title={person.data?.name ?? words.details} actions={<Link href="/attendees">{words.back}</Link>}>
      <Reading of={person}>{(read) => <Person of={read} />}</Reading>
    </Page>
  );
}

function Person({ of: person }: { of: Schemas['ReviewedAttendee'] }) {
  const words = { ...useWords(delegationWords), ...useWords(attendeeWords) };
  const mayAct = useMayAct();
  const [job, follow] = useState<LockJob>();
  const [chosen, label] = useState<Labels>({});
  const { attendeeId, name, badgeType, may, hasPhoto, possibleDuplicates } = person;
  return (
    <>
      {job && (
        <JobProgress
          key={job.jobId}
          jobId={job.jobId}
          title={job.kind === 'lock' ? words.lockJob : words.unlockJob}
          changes={['/review/attendees']}
          hrefOf={() => `/attendees/${attendeeId}`}
          onClose={() => follow(undefined)}
        />
      )}
      <section className="card person" aria-labelledby="details">
        <h2 id="details" className="first">
          {words.details}
        </h2>
        <div className="person-photo">
          {hasPhoto ? (
            <PersonPhoto path={`/review/attendees/${attendeeId}/photo`} name={name} width={148} />
          ) : (
            <span className="quiet">{words.noPhotoYet}</span>
          )}
        </div>
        <div>
          <PersonFacts of={person} />
          {possibleDuplicates > 0 && (
            <p>
              <Lookalikes count={possibleDuplicates} /> {words.lookalikesHelp}
            </p>
          )}
          {mayAct && (
            <Reveal
              label={words.revealDocument}
              title={words.documentOf(name)}
              send={(input) =>
                client.POST('/review/attendees/{attendeeId}/document', {
                  params: { path: { attendeeId } },
                  body: input,
                })
              }
            >
              {({ documentNumber }) => <Facts of={[[words.document, documentNumber]]} />}
            </Reveal>
          )}
        </div>
      </section>
      {mayAct && (
        <section aria-labelledby="locking">
          <h2 id="locking">{words.lock}</h2>
          {may.length > 0 ? (
            <Locking
              of={[person]}
              labels={{ ...(badgeType ? { [attendeeId]: badgeType } : {}), ...chosen }}
              onLabel={label}
              onAccepted={follow}
            />
          ) : (
            <p className="quiet">{words.mayNothing}</p>
          )}
        </section>
      )}
    </>
  );
}

function PersonFacts({ of: person }: { of: Schemas['ReviewedAttendee'] }) {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(attendeeWords) };
  const format = useFormat();
  const types = useWords(badgeTypeWords);
  const lists = useWords(listWords);
  const sexes = useWords(sexWords);
  const pickups = useWords(pickupWayWords);
  const originOf = useOrigin();
  const positions = useVocabulary('positions');
  const { registrationId, unitName, residence, region, warnings } = person;
  return (
    <Facts
      of={[
        [words.stateOf, <State of="attendee" key="state" state={person.state} />],
        [words.badgeType, person.badgeType && types[person.badgeType]],
        [
          words.unit,
          <Link key="unit" href={`/registrations/${registrationId}`}>
            {unitName ?? words.noName}
          </Link>,
        ],
        [words.list, lists[person.list]],
        Boolean(person.permitName) && [words.permitName, person.permitName],
        Boolean(person.printedName) && [words.printedName, person.printedName],
        [words.sex, sexes[person.sex]],
        [residence ? words.residence : region ? words.region : words.country, originOf(person)],
        [words.document, person.documentMasked],
        [words.position, positions.word(person.position)],
        [words.pickup, person.pickup ? pickups[person.pickup] : words.pickupOfOrder],
        Boolean(person.orderNo) && [words.orderNo, person.orderNo],
        [words.createdAt, format.time(person.createdAt)],
        warnings.length > 0 && [
          words.warnings,
          <span key="warnings" className="who-it-is">
            <Warnings of={warnings} />
          </span>,
        ],
      ]}
    />
  );
}
