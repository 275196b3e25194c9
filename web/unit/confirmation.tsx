import { Alert, Button, Popconfirm } from 'antd';
import { useState, type ReactNode } from 'react';
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

/** While a submission is taken in. */
const readEveryMs = 1_500;

/** Everything at a glance; submitted from here, and then what happens next (G4.1, G4.2). */
export function ConfirmationPage() {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(confirmWords) };
  const labelAt = useLabels();
  const { exactTime } = useFormat();
  const [, go] = useLocation();
  const [isSubmitted, setSubmitted] = useState(false);
  const query = api.useQuery('get', '/registration/confirmation', undefined, {
    refetchOnMount: 'always',
    refetchInterval: ({ state: { data } }) =>
      isSubmitted && (!data || isEditable(data.registration)) ? readEveryMs : false,
  });
  const submit = useAction((once, _what: object) => client.POST('/registration/submit', { params: { header: once } }), {
    changes: ['/registration', '/attendees'],
    onDone: () => setSubmitted(true),
  });
  return (
    <Page title={words.confirmation}>
      <Reading of={query}>
        {({ registration, attendees, missing, canSubmit, unaccepted }) => (
          <>
            <Returned registration={registration} />
            {!isEditable(registration) && <Afterwards registration={registration} />}
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
                  <span role="status">{isSubmitted ? words.submitting : words.submitHelp}</span>
                  <Button onClick={() => go('/unit-info')}>{words.change}</Button>
                  <Popconfirm
                    title={words.submitAsk}
                    okText={words.submit}
                    cancelText={words.cancel}
                    onConfirm={() => submit.run({ version: registration.version })}
                  >
                    <Button type="primary" disabled={!canSubmit} loading={submit.pending || isSubmitted}>
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
function Afterwards({ registration }: { registration: Registration }) {
  const words = useWords(confirmWords);
  const { state } = registration;
  const known = state === 'under_review' || state === 'approved' ? state : 'ended';
  return (
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
  );
}
