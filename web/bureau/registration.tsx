import { Link } from 'wouter';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { State } from '../parts/states.tsx';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { usePlaces } from '../parts/places.ts';
import { Reading } from '../parts/reading.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { Allocate } from './allocate.tsx';
import { DelegationName, OriginCell, PersonCell } from './cells.tsx';
import { badgeTypeWords, categoryWords, regionWords } from '../parts/codes.ts';
import { Deed } from './deed.tsx';
import { Facts } from '../parts/facts.tsx';
import { LineField, ReasonField } from './fields.tsx';
import { Grant, ReductionTable } from './reductions.tsx';
import { registrationWords } from './registration-words.ts';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Registration = Schemas['ReviewedRegistration'];
type Person = Registration['attendees'][number];

/** One unit, and what the bureau alone can do for it or about it. */
export function RegistrationPage({ registrationId }: { registrationId: string }) {
  const words = useWords(registrationWords);
  const registration = api.useQuery('get', '/review/registrations/{registrationId}', {
    params: { path: { registrationId } },
  });
  return (
    <Page
      title={registration.data?.unitName ?? registration.data?.account ?? words.title}
      actions={registration.data && <Deeds of={registration.data} />}
    >
      <Reading of={registration}>
        {(read) => (
          <>
            <Summary of={read} />
            <h2>{words.people}</h2>
            <People of={read.attendees} />
            <h2>{words.reductions}</h2>
            <ReductionTable of={{ registrationId }} />
          </>
        )}
      </Reading>
    </Page>
  );
}

const releasable: readonly Registration['state'][] = ['draft', 'under_review', 'returned', 'rejected'];

function Deeds({ of: { registrationId, state, unitName, account, delegation } }: { of: Registration }) {
  return (
    <>
      {delegation === null && <Allocate registrationId={registrationId} name={unitName ?? account} />}
      <Grant registrationId={registrationId} />
      <ProposeMobile registrationId={registrationId} />
      {releasable.includes(state) && <Release registrationId={registrationId} />}
    </>
  );
}

function ProposeMobile({ registrationId }: { registrationId: string }) {
  const words = useWords(registrationWords);
  return (
    <Deed
      name={words.proposeMobile}
      send={(header, body: { mobile: string; reason: string }) =>
        client.POST('/bureau/registrations/{registrationId}/mobile', {
          params: { path: { registrationId }, header },
          body,
        })
      }
      told={() => words.proposed}
    >
      <p>{words.proposeHelp}</p>
      <LineField name="mobile" label={words.newMobile} max={40} />
      <ReasonField />
    </Deed>
  );
}

function Release({ registrationId }: { registrationId: string }) {
  const words = useWords(registrationWords);
  return (
    <Deed
      name={words.release}
      kind="danger"
      send={(header, body: { reason: string }) =>
        client.POST('/bureau/registrations/{registrationId}/release', {
          params: { path: { registrationId }, header },
          body,
        })
      }
    >
      <p>{words.releaseHelp}</p>
      <ReasonField />
    </Deed>
  );
}

function Summary({ of: registration }: { of: Registration }) {
  const words = useWords(registrationWords);
  const area = useWords(bureauWords);
  const categories = useWords(categoryWords);
  const regions = useWords(regionWords);
  const format = useFormat();
  const { unitInfo, registrationId } = registration;
  const { place } = usePlaces();
  return (
    <div className="card">
      <Facts
        of={[
          [area.state, <State key="state" of="registration" state={registration.state} />],
          [area.account, registration.account],
          [area.category, categories[registration.category]],
          [area.region, regions[registration.region]],
          [area.delegation, <DelegationName key="delegation" of={registration.delegation} />],
          [words.invitationCode, registration.invitationCode],
          [words.address, place(unitInfo?.address ?? {}) || undefined],
          [words.createdAt, format.time(registration.createdAt)],
          [words.submittedAt, format.time(registration.submittedAt)],
          [words.decidedAt, format.time(registration.decidedAt)],
        ]}
      />
      <p>
        <Link href={`~/app/delegation/registrations/${registrationId}`}>{words.inQueue}</Link>
      </p>
    </div>
  );
}

function People({ of: people }: { of: Registration['attendees'] }) {
  const words = useWords(registrationWords);
  const area = useWords(bureauWords);
  const badgeTypes = useWords(badgeTypeWords);
  const positions = useVocabulary('positions');
  const labels = useLabels();
  return (
    <WholeTable<Person>
      label={words.people}
      rowKey="attendeeId"
      rows={people}
      empty={words.noPeople}
      columns={[
        { title: area.person, dataIndex: 'name', render: (_, person) => <PersonCell of={person} /> },
        { title: words.origin, dataIndex: 'list', render: (_, person) => <OriginCell of={person} /> },
        { title: labels('position'), dataIndex: 'position', render: positions.word },
        {
          title: area.badgeType,
          dataIndex: 'badgeType',
          render: (badgeType: Person['badgeType']) => badgeType && badgeTypes[badgeType],
        },
        {
          title: area.state,
          dataIndex: 'state',
          render: (state: Person['state']) => <State of="attendee" state={state} />,
        },
        {
          title: area.orderNo,
          dataIndex: 'orderNo',
          render: (orderNo: string | null) =>
            orderNo !== null && <Link href={`~/app/operator/orders/${orderNo}`}>{orderNo}</Link>,
        },
      ]}
    />
  );
}
