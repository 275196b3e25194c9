import { Result } from 'antd';
import { Link, Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { Area } from '../shell/area.tsx';
import { StaffAccountPage } from '../staff/account.tsx';
import { AttendeePage } from './attendee.tsx';
import { AttendeesPage } from './attendees.tsx';
import { ExportsPage } from './exports.tsx';
import { InvitationCodePage } from './invitation-code.tsx';
import { InvitationCodesPage } from './invitation-codes.tsx';
import { PickupsPage } from './pickups.tsx';
import { RegistrationPage } from './registration.tsx';
import { RegistrationsPage } from './registrations.tsx';
import { delegationWords } from './words.ts';

export default function DelegationArea() {
  const words = useWords(delegationWords);
  const { notFound, notFoundHelp, home } = useWords(common);
  const menu = [
    { path: '', label: words.registrations },
    { path: '/attendees', label: words.attendees },
    { path: '/invitation-codes', label: words.invitationCodes },
    { path: '/pickups', label: words.pickups },
    { path: '/exports', label: words.exports },
    { path: '/account', label: words.account },
  ];
  return (
    <Area label={words.area} menu={menu}>
      <Switch>
        <Route path="/">
          <RegistrationsPage />
        </Route>
        <Route path="/registrations/:registrationId">
          {({ registrationId }) => <RegistrationPage key={registrationId} registrationId={registrationId} />}
        </Route>
        <Route path="/attendees">
          <AttendeesPage />
        </Route>
        <Route path="/attendees/:attendeeId">
          {({ attendeeId }) => <AttendeePage key={attendeeId} attendeeId={attendeeId} />}
        </Route>
        <Route path="/invitation-codes">
          <InvitationCodesPage />
        </Route>
        <Route path="/invitation-codes/:code">
          {({ code }) => <InvitationCodePage key={code} code={decodeURIComponent(code)} />}
        </Route>
        <Route path="/pickups">
          <PickupsPage />
        </Route>
        <Route path="/exports">
          <ExportsPage />
        </Route>
        <Route path="/account">
          <StaffAccountPage />
        </Route>
        <Route>
          <Result status="404" title={notFound} subTitle={notFoundHelp} extra={<Link href="/">{home}</Link>} />
        </Route>
      </Switch>
    </Area>
  );
}
