import { Form } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { categoryWords, pickupWayWords, regionWords } from '../parts/codes.ts';
import { Facts } from '../parts/facts.tsx';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { ComparedForms } from './compared-forms.tsx';
import { Decision, type Written } from './decision.tsx';
import type { FormPath } from './form-value.tsx';
import { useMayAct } from '../parts/may-act.ts';
import { useDelegationName } from './own-delegations.ts';
import { RegistrationPeople } from './registration-people.tsx';
import { registrationWords } from './registration-words.ts';
import { Reveal } from './reveal.tsx';
import { State } from '../parts/states.tsx';
import { Verdicts } from './verdicts.tsx';
import { delegationWords } from './words.ts';

type Reviewed = Schemas['ReviewedRegistration'];

/** One registration: what was submitted beside what was before, its people, the verdicts so far, and the next one (G4.3). */
export function RegistrationPage({ registrationId }: { registrationId: string }) {
  const words = { ...useWords(delegationWords), ...useWords(registrationWords) };
  const mayAct = useMayAct();
  const [decidedVersion, decide] = useState<number>();
  const registration = api.useQuery(
    'get',
    '/review/registrations/{registrationId}',
    { params: { path: { registrationId } } },
    {
      // What is decided on stays as it was read, until it is known that it has changed.
      refetchOnWindowFocus: false,
      refetchInterval: ({ state }) => (state.data?.version === decidedVersion ? 1_500 : false),
    },
  );
  return (
    <Page
      title={registration.data?.unitName ?? words.registrations}
      actions={
        <>
          {mayAct && registration.data?.state === 'under_review' && <a href="#decision-title">{words.toDecision}</a>}
          <Link href="/">{words.backToQueue}</Link>
        </>
      }
    >
      <Reading of={registration}>{(read) => <Reviewing of={read} onUnderWay={() => decide(read.version)} />}</Reading>
    </Page>
  );
}

function Reviewing({ of: registration, onUnderWay }: { of: Reviewed; onUnderWay: () => void }) {
  const words = useWords(registrationWords);
  const mayAct = useMayAct();
  const [form] = Form.useForm<Written>();
  const [flagged, setFlagged] = useState<{ path: FormPath }>();
  const returned = (Form.useWatch('fields', { form, preserve: true }) as Written['fields']) ?? [];
  const flag = (path: FormPath) => {
    const fields = (form.getFieldValue('fields') as Written['fields']) ?? [];
    const isThere = fields.some((field) => field.path === path);
    form.setFieldsValue({ decision: 'return', ...(isThere ? {} : { fields: [...fields, { path }] }) });
    setFlagged({ path });
  };
  const isWaiting = registration.state === 'under_review';
  return (
    <>
      <Overview of={registration} mayAct={mayAct} />
      <ComparedForms
        of={registration}
        flagged={returned.map(({ path }) => path)}
        onFlag={mayAct && isWaiting ? flag : undefined}
      />
      <RegistrationPeople of={registration} />
      <Verdicts of={registration.reviews} />
      {mayAct && (
        <section aria-labelledby="decision-title">
          <h2 id="decision-title">{words.decision}</h2>
          <Decision of={registration} form={form} flagged={flagged} onUnderWay={onUnderWay} />
        </section>
      )}
    </>
  );
}

function Overview({ of: registration, mayAct }: { of: Reviewed; mayAct: boolean }) {
  const words = { ...useWords(delegationWords), ...useWords(registrationWords) };
  const categories = useWords(categoryWords);
  const regions = useWords(regionWords);
  const pickups = useWords(pickupWayWords);
  const format = useFormat();
  const nameOf = useDelegationName();
  const { registrationId, state, reviewLevel, round, unitInfo, delivery } = registration;
  const reveal = (input: { reason: string }) =>
    client.POST('/review/registrations/{registrationId}/contact', {
      params: { path: { registrationId } },
      body: input,
    });
  return (
    <section className="card" aria-labelledby="overview">
      <h2 id="overview" className="first">
        {words.overview}
      </h2>
      <Facts
        of={[
          [
            words.stateOf,
            <span key="state">
              <State of="registration" state={state} />
              {state === 'under_review' && reviewLevel === 2 && words.secondLevel}
            </span>,
          ],
          [words.account, registration.account],
          [words.category, categories[registration.category]],
          [words.region, regions[registration.region]],
          [words.ofDelegation, nameOf(registration.delegation)],
          [words.code, registration.invitationCode],
          [
            words.submittedAt,
            registration.submittedAt && `${format.time(registration.submittedAt)} · ${words.round(round)}`,
          ],
          [words.delivery, delivery && pickups[delivery.pickup]],
          [words.privacy, registration.privacyAccepted ? words.accepted : words.notAccepted],
        ]}
      />
      {mayAct && unitInfo?.contact && (
        <Reveal
          label={words.revealContact}
          title={words.contactOf(unitInfo.contact.name ?? registration.account)}
          send={reveal}
        >
          {({ name, mobile, phone, email }) => (
            <Facts
              of={[
                [words.contact, name],
                [words.mobile, mobile],
                [words.phone, phone],
                [words.email, email],
              ]}
            />
          )}
        </Reveal>
      )}
    </section>
  );
}
