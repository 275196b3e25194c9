import { Alert, Button, Popconfirm } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { attendeeLists } from '../../domain/attendee.ts';
import { useAction } from '../client/action.ts';
import { api, client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { useAddressLines } from './address-line.ts';
import type { Attendee, List } from './attendee-list.ts';
import { AttendeeTable } from './attendee-table.tsx';
import { confirmWords } from './confirm-words.ts';
import { Consents } from './consents.tsx';
import { Facts } from '../parts/facts.tsx';
import { ProcurementIntentView } from './procurement-intent-view.tsx';
import { isEditable, isOpen, pageOfField, type Registration } from './registration.ts';
import { Returned } from './returned.tsx';
import { UnitInfoView } from './unit-info-view.tsx';
import { unitWords } from './words.ts';

/** While a submission is taken in, and while others have it. */
const readEveryMs = { submitted: 1_500, waiting: 15_000 };

/** Everything at a glance; submitted from here, and then what happens next (G4.1, G4.2). */
export function ConfirmationPage() {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(confirmWords) };
  const labelAt = useLabels();
  const { exactTime } = useFormat();
  const [, go] = useLocation();
  // Until it is taken in the round is the one before.
  const [submittedIn, setSubmittedIn] = useState<number>();
  const addresses = useAddressLines();
  const query = api.useQuery('get', '/registration/confirmation', undefined, {
    refetchOnMount: 'always',
    refetchInterval: ({ state: { data } }) =>
      data && !isEditable(data.registration)
        ? readEveryMs.waiting
        : submittedIn !== undefined && submittedIn === data?.registration.round
          ? readEveryMs.submitted
          : false,
  });
  const submit = useAction(
    (once, _what: { version: number; round: number }) =>
      client.POST('/registration/submit', { params: { header: once } }),
    {
      changes: ['/registration', '/attendees'],
      onDone: (_, { round }) => setSubmittedIn(round),
    },
  );
  return (
    <Page title={words.confirmation}>
      <Reading of={query}>
        {({ registration, attendees, missing, canSubmit, unaccepted }) => (
          <>
            <Returned registration={registration} />
            {!isEditable(registration) && <Afterwards registration={registration} isNew={submittedIn !== undefined} />}
            {isEditable(registration) && missing.length > 0 && (
              <Alert
                type="warning"
                showIcon
                className="told"
                title={words.missingTitle(missing.length)}
                description={
                  <ul>
                    {missing.map((path) => (
                      <li key={path}>
                        <Link href={pageOfField(path) ?? '/'}>{labelAt(path)}</Link>
                      </li>
                    ))}
                  </ul>
                }
              />
            )}
            <p className="quiet">
              {words.registeredAt(exactTime(registration.createdAt))}
              {registration.submittedAt && ` · ${words.submittedAt(exactTime(registration.submittedAt))}`}
            </p>
            <Section title={words.unitInfo} page={isEditable(registration) && '/unit-info'}>
              <UnitInfoView registration={registration} />
            </Section>
            <Section title={words.procurementIntent} page={isEditable(registration) && '/procurement-intent'}>
              <ProcurementIntentView registration={registration} />
            </Section>
            <Section title={words.delivery} page={isOpen(registration) && '/delivery'}>
              <div className="card">
                <Facts
                  of={[
                    [labelAt('pickup'), registration.delivery ? words[registration.delivery.pickup] : words.notChosen],
                    registration.delivery?.pickup === 'courier' && [
                      labelAt('addressId'),
                      addresses.lineOf(registration.delivery.addressId) ?? words.noAddress,
                    ],
                  ]}
                />
              </div>
            </Section>
            <Section title={words.people(attendees.length)} page={isOpen(registration) && '/attendees'}>
              {attendees.length === 0 && <div className="card">{words.noPeople}</div>}
              {attendeeLists
                .filter((list) => attendees.some((person) => person.list === list))
                .map((list) => (
                  <div key={list} className="spaced">
                    <AttendeesOf list={list} all={attendees} />
                  </div>
                ))}
            </Section>
            {unaccepted.length > 0 && (
              <Section title={words.consents}>
                <Consents of={unaccepted} />
              </Section>
            )}
            {isEditable(registration) && (
              <>
                <ProblemAlert of={submit.problem} />
                <div className="form-foot">
                  <span role="status">{submittedIn === registration.round ? words.submitting : words.submitHelp}</span>
                  <Button onClick={() => go('/unit-info')}>{words.change}</Button>
                  <Popconfirm
                    title={words.submitAsk}
                    okText={words.submit}
                    cancelText={words.cancel}
                    onConfirm={() => submit.run({ version: registration.version, round: registration.round })}
                  >
                    <Button
                      type="primary"
                      disabled={!canSubmit}
                      loading={submit.pending || submittedIn === registration.round}
                    >
                      {words.submit}
                    </Button>
                  </Popconfirm>
                </div>
              </>
            )}
          </>
        )}
      </Reading>
    </Page>
  );
}

/** Not all of a thousand people are drawn at once. */
const drawnAtOnce = 50;

function AttendeesOf({ list, all }: { list: List; all: Attendee[] }) {
  const words = useWords(confirmWords);
  const [drawn, setDrawn] = useState(drawnAtOnce);
  const people = all.filter((person) => person.list === list);
  return (
    <AttendeeTable
      of={{
        items: people.slice(0, drawn),
        isLoading: false,
        problem: undefined,
        hasMore: people.length > drawn,
        isLoadingMore: false,
        more: () => setDrawn(drawn + drawnAtOnce),
        again: () => undefined,
      }}
      list={list}
      canChange={false}
      empty={words.noPeople}
      chosen={[]}
      onChoose={() => undefined}
    />
  );
}

function Section({ title, page, children }: { title: string; page?: string | false; children: ReactNode }) {
  const words = useWords(confirmWords);
  return (
    <section>
      <div className="section-head">
        <h2>{title}</h2>
        {page && (
          <Link href={page} aria-label={`${words.change} ${title}`}>
            {words.change}
          </Link>
        )}
      </div>
      {children}
    </section>
  );
}

/** What happens once it is submitted. */
function Afterwards({ registration, isNew }: { registration: Registration; isNew: boolean }) {
  const words = useWords(confirmWords);
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Whoever has just submitted stands at the foot of the page.
    if (!isNew) return;
    notice.current?.scrollIntoView({ block: 'center' });
    notice.current?.focus();
  }, [isNew]);
  const { state } = registration;
  const known = state === 'under_review' || state === 'approved' ? state : 'ended';
  return (
    <div ref={notice} tabIndex={-1}>
      <Alert
        type={known === 'ended' ? 'error' : 'success'}
        showIcon
        className="told"
        title={words[`after_${known}`]}
        description={
          <>
            <p>{words[`afterHelp_${known}`]}</p>
            <p className="buttons">
              <Link href="/">{words.toFlowchart}</Link>
              {known !== 'ended' && <Link href="/attendees">{words.toAttendees}</Link>}
            </p>
          </>
        }
      />
    </div>
  );
}
