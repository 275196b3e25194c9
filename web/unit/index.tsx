import { Result } from 'antd';
import { Link, Route, Switch } from 'wouter';
import { attendeeLists } from '../../domain/attendee.ts';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { Area } from '../shell/area.tsx';
import { AttendeePage } from './attendee.tsx';
import { AttendeeImportPage } from './attendee-import.tsx';
import { NewAttendeePage } from './attendee-new.tsx';
import { AttendeesPage } from './attendees.tsx';
import { badgeOrderRoutes, useBadgeOrderMenu } from './badge-order-routes.tsx';
import { ConfirmationPage } from './confirmation.tsx';
import { DeliveryPage } from './delivery.tsx';
import { FlowchartPage } from './flowchart.tsx';
import { ProcurementIntentPage } from './procurement-intent.tsx';
import { UnitInfoPage } from './unit-info.tsx';
import { unitWords } from './words.ts';

/** The guide's user centre (G3.4, G9). */
export default function UnitArea() {
  const words = { ...useWords(common), ...useWords(unitWords) };
  const registration = [
    { path: '', label: words.flowchart },
    { path: '/unit-info', label: words.unitInfo },
    { path: '/procurement-intent', label: words.procurementIntent },
    { path: '/delivery', label: words.delivery },
    { path: '/attendees', label: words.attendees },
    { path: '/confirmation', label: words.confirmation },
  ].map((entry) => ({ ...entry, group: words.registration }));
  // Each part of the guide's user centre has its entries here, under the group of its name, and its routes below.
  const menu = [...registration, ...useBadgeOrderMenu()];
  return (
    <Area label={words.area} menu={menu}>
      <Switch>
        <Route path="/" component={FlowchartPage} />
        <Route path="/unit-info" component={UnitInfoPage} />
        <Route path="/procurement-intent" component={ProcurementIntentPage} />
        <Route path="/delivery" component={DeliveryPage} />
        <Route path="/attendees" component={AttendeesPage} />
        <Route path="/attendees/import" component={AttendeeImportPage} />
        <Route path="/confirmation" component={ConfirmationPage} />
        <Route path="/attendees/new/:list">
          {({ list }) => (
            <NewAttendeePage key={list} list={attendeeLists.find((each) => each === list) ?? 'mainland'} />
          )}
        </Route>
        <Route path="/attendees/:attendeeId">
          {({ attendeeId }) => <AttendeePage key={attendeeId} attendeeId={attendeeId} />}
        </Route>
        {badgeOrderRoutes}
        <Route>
          <Result
            status="404"
            title={words.notFound}
            subTitle={words.notFoundHelp}
            extra={<Link href="/">{words.home}</Link>}
          />
        </Route>
      </Switch>
    </Area>
  );
}
