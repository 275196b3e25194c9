import { Result } from 'antd';
import { Link, Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { lazy } from '../parts/lazy.ts';
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
import { WaitingMark, type Queue } from './waiting.tsx';
import { bureauWords } from './words.ts';

// The charts come when they are looked at.
const StatisticsPage = lazy(async () => ({ default: (await import('../operator/statistics.tsx')).StatisticsPage }));

/** What stands in the menu, group by group. */
const groups = {
  ofReview: {
    overview: '',
    personReviews: '/person-reviews',
    unallocated: '/unallocated',
    disputes: '/disputes',
    mobileChanges: '/mobile-changes',
  },
  ofBadges: {
    production: '/production',
    batches: '/production/batches',
    shipments: '/shipments',
  },
  ofUnits: {
    registrations: '/registrations',
    corrections: '/corrections',
    reductions: '/reductions',
  },
  ofEvents: {
    events: '/events',
    survey: '/survey',
    statistics: '/statistics',
  },
  ofSettings: {
    delegations: '/delegations',
    allocationRules: '/allocation-rules',
    staff: '/staff',
    edition: '/edition',
    ownAccount: '/account',
  },
} as const satisfies Partial<Record<Word, Partial<Record<Word, string>>>>;
type Word = keyof typeof bureauWords.zh;

/** What waits behind an entry. */
const queueOf: Readonly<Record<string, Queue>> = {
  '/person-reviews': 'personReviews',
  '/unallocated': 'unallocated',
  '/disputes': 'disputes',
  '/mobile-changes': 'mobileChanges',
  '/production': 'production',
  '/reductions': 'reductions',
  '/edition': 'editionChanges',
};

export default function BureauArea() {
  const words = useWords(bureauWords);
  const { notFound, notFoundHelp } = useWords(common);
  // Object.entries forgets the names.
  const menu = (Object.entries(groups) as [Word, Partial<Record<Word, string>>][]).flatMap(([group, paths]) =>
    (Object.entries(paths) as [Word, string][]).map(([name, path]) => ({
      path,
      label: words[name] as string,
      group: words[group] as string,
      mark: queueOf[path] && <WaitingMark of={queueOf[path]} />,
    })),
  );
  return (
    <Area label={words.area} menu={menu}>
      <Switch>
        <Route path="/">
          <OverviewPage />
        </Route>
        <Route path="/person-reviews">
          <PersonReviewsPage />
        </Route>
        <Route path="/unallocated">
          <UnallocatedPage />
        </Route>
        <Route path="/disputes">
          <DisputesPage />
        </Route>
        <Route path="/mobile-changes">
          <MobileChangesPage />
        </Route>
        <Route path="/production">
          <ProductionPage />
        </Route>
        <Route path="/production/batches">
          <BatchesPage />
        </Route>
        <Route path="/shipments">
          <ShipmentsPage />
        </Route>
        <Route path="/registrations">
          <RegistrationsPage />
        </Route>
        <Route path="/corrections">
          <CorrectionsPage />
        </Route>
        <Route path="/reductions">
          <ReductionsPage />
        </Route>
        <Route path="/events">
          <EventsPage />
        </Route>
        <Route path="/survey">
          <SurveyPage />
        </Route>
        <Route path="/statistics">
          <StatisticsPage />
        </Route>
        <Route path="/delegations">
          <DelegationsPage />
        </Route>
        <Route path="/allocation-rules">
          <AllocationRulesPage />
        </Route>
        <Route path="/staff">
          <StaffPage />
        </Route>
        <Route path="/edition">
          <EditionPage />
        </Route>
        <Route path="/account">
          <StaffAccountPage />
        </Route>
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
