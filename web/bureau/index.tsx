import { Result } from 'antd';
import { lazy, type ReactNode } from 'react';
import { Link, Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { Area } from '../shell/area.tsx';
import { StaffAccountPage } from '../staff/account.tsx';
import { AllocationRulesPage } from './allocation-rules.tsx';
import { AttendeePage } from './attendee.tsx';
import { BatchPage } from './batch.tsx';
import { BatchesPage } from './batches.tsx';
import { CorrectionsPage } from './corrections.tsx';
import { DelegationsPage } from './delegations.tsx';
import { DisputesPage } from './disputes.tsx';
import { EditionPage } from './edition.tsx';
import { EventPage } from './event.tsx';
import { EventsPage } from './events.tsx';
import { MobileChangesPage } from './mobile-changes.tsx';
import { OverviewPage } from './overview.tsx';
import { PersonReviewsPage } from './person-reviews.tsx';
import { ProductionPage } from './production.tsx';
import { ReductionsPage } from './reductions.tsx';
import { RegistrationPage } from './registration.tsx';
import { RegistrationsPage } from './registrations.tsx';
import { ShipmentsPage } from './shipments.tsx';
import { StaffPage } from './staff.tsx';
import { SurveyPage } from './survey.tsx';
import { UnallocatedPage } from './unallocated.tsx';
import { bureauWords } from './words.ts';

// The charts come when they are looked at.
const StatisticsPage = lazy(async () => ({ default: (await import('../operator/statistics.tsx')).StatisticsPage }));

/** What stands in the menu, in its groups. */
const pages = {
  ofReview: [
    ['', 'overview', <OverviewPage key="" />],
    ['/person-reviews', 'personReviews', <PersonReviewsPage key="" />],
    ['/unallocated', 'unallocated', <UnallocatedPage key="" />],
    ['/disputes', 'disputes', <DisputesPage key="" />],
    ['/mobile-changes', 'mobileChanges', <MobileChangesPage key="" />],
  ],
  ofBadges: [
    ['/production', 'production', <ProductionPage key="" />],
    ['/production/batches', 'batches', <BatchesPage key="" />],
    ['/shipments', 'shipments', <ShipmentsPage key="" />],
  ],
  ofUnits: [
    ['/registrations', 'registrations', <RegistrationsPage key="" />],
    ['/corrections', 'corrections', <CorrectionsPage key="" />],
    ['/reductions', 'reductions', <ReductionsPage key="" />],
  ],
  ofEvents: [
    ['/events', 'events', <EventsPage key="" />],
    ['/survey', 'survey', <SurveyPage key="" />],
    ['/statistics', 'statistics', <StatisticsPage key="" />],
  ],
  ofSettings: [
    ['/delegations', 'delegations', <DelegationsPage key="" />],
    ['/allocation-rules', 'allocationRules', <AllocationRulesPage key="" />],
    ['/staff', 'staff', <StaffPage key="" />],
    ['/edition', 'edition', <EditionPage key="" />],
    ['/account', 'ownAccount', <StaffAccountPage key="" />],
  ],
} as const satisfies Partial<
  Record<keyof typeof bureauWords.zh, readonly [string, keyof typeof bureauWords.zh, ReactNode][]>
>;

const groups = Object.keys(pages) as (keyof typeof pages)[];

export default function BureauArea() {
  const words = useWords(bureauWords);
  const { notFound, notFoundHelp } = useWords(common);
  const menu = groups.flatMap((group) =>
    pages[group].map(([path, name]) => ({ path, label: words[name], group: words[group] })),
  );
  return (
    <Area roles={['bureau', 'auditor']} label={words.area} menu={menu}>
      <Switch>
        {groups.flatMap((group) =>
          pages[group].map(([path, , page]) => (
            <Route key={path} path={path || '/'}>
              {page}
            </Route>
          )),
        )}
        <Route path="/production/batches/:batchId">
          {({ batchId }) => <BatchPage key={batchId} batchId={batchId} />}
        </Route>
        <Route path="/registrations/:registrationId">
          {({ registrationId }) => <RegistrationPage key={registrationId} registrationId={registrationId} />}
        </Route>
        <Route path="/corrections/:attendeeId">
          {({ attendeeId }) => <AttendeePage key={attendeeId} attendeeId={attendeeId} />}
        </Route>
        <Route path="/events/:eventId">{({ eventId }) => <EventPage key={eventId} eventId={eventId} />}</Route>
        <Route>
          <Result
            status="404"
            title={notFound}
            subTitle={notFoundHelp}
            extra={<Link href="/">{words.overview}</Link>}
          />
        </Route>
      </Switch>
    </Area>
  );
}
