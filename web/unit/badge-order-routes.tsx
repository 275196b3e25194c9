import { Route } from 'wouter';
import { useWords } from '../language.ts';
import type { MenuEntry } from '../shell/area.tsx';
import { AccountPage } from './account.tsx';
import { accountWords } from './account-words.ts';
import { AddressesPage } from './addresses.tsx';
import { BadgeApplicationPage } from './badge-application.tsx';
import { badgeOrderWords } from './badge-order-words.ts';
import { BadgeOrderPage } from './badge-order.tsx';
import { ConfirmOrderPage } from './confirm-order.tsx';
import { InvoiceTitlesPage } from './invoice-titles.tsx';
import { moneyWords } from './money-words.ts';
import { NotificationsPage } from './notifications.tsx';
import { OrdersPage } from './orders.tsx';
import { PaymentPage } from './payment.tsx';
import { SupportingEventsPage } from './supporting-events.tsx';
import { SurveyPage } from './survey.tsx';

/** What the menu of the user centre has of badges, orders, money and the account, in the guide's order. */
export function useBadgeOrderMenu(): MenuEntry[] {
  const words = { ...useWords(accountWords), ...useWords(badgeOrderWords), titles: useWords(moneyWords).titlesPage };
  const badges = [
    { path: '/badges', label: words.badges },
    { path: '/orders', label: words.orders },
    { path: '/invoice-titles', label: words.titles },
    { path: '/addresses', label: words.addresses },
  ].map((entry) => ({ ...entry, group: words.badgesGroup }));
  const rest = [
    { path: '/account', label: words.account },
    { path: '/events', label: words.events },
    { path: '/survey', label: words.survey },
    { path: '/notifications', label: words.notifications },
  ].map((entry) => ({ ...entry, group: words.accountGroup }));
  return [...badges, ...rest];
}

/** Their pages, for the area's `Switch`. */
export const badgeOrderRoutes = [
  <Route key="badges" path="/badges" component={BadgeApplicationPage} />,
  <Route key="confirm" path="/badges/confirm" component={ConfirmOrderPage} />,
  <Route key="orders" path="/orders" component={OrdersPage} />,
  <Route key="pay" path="/orders/:orderNo/pay" component={PaymentPage} />,
  <Route key="order" path="/orders/:orderNo" component={BadgeOrderPage} />,
  <Route key="titles" path="/invoice-titles" component={InvoiceTitlesPage} />,
  <Route key="addresses" path="/addresses" component={AddressesPage} />,
  <Route key="events" path="/events" component={SupportingEventsPage} />,
  <Route key="survey" path="/survey" component={SurveyPage} />,
  <Route key="account" path="/account" component={AccountPage} />,
  <Route key="notifications" path="/notifications" component={NotificationsPage} />,
];
