import { Result } from 'antd';
import { Link, Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { Area } from '../shell/area.tsx';
import { StaffAccountPage } from '../staff/account.tsx';
import { AttentionPage } from './attention.tsx';
import { AuditPage } from './audit.tsx';
import { InvoicePage } from './invoice.tsx';
import { OrderPage } from './order.tsx';
import { OrdersPage } from './orders.tsx';
import { ReconciliationPage } from './reconciliation.tsx';
import { RefundPage } from './refund.tsx';
import { RefundsPage } from './refunds.tsx';
import { StatisticsPage } from './statistics.tsx';
import { operatorWords } from './words.ts';

export default function OperatorArea() {
  const words = useWords(operatorWords);
  const { notFound, notFoundHelp } = useWords(common);
  const menu = [
    { path: '', label: words.attention },
    { path: '/orders', label: words.orders },
    { path: '/refunds', label: words.refunds },
    { path: '/reconciliation', label: words.reconciliation },
    { path: '/audit', label: words.audit },
    { path: '/statistics', label: words.statistics },
    { path: '/account', label: words.ownAccount },
  ];
  return (
    <Area label={words.area} menu={menu}>
      <Switch>
        <Route path="/">
          <AttentionPage />
        </Route>
        <Route path="/orders">
          <OrdersPage />
        </Route>
        <Route path="/orders/:orderNo">{({ orderNo }) => <OrderPage key={orderNo} orderNo={orderNo} />}</Route>
        <Route path="/refunds">
          <RefundsPage />
        </Route>
        <Route path="/refunds/:refundId">{({ refundId }) => <RefundPage key={refundId} refundId={refundId} />}</Route>
        <Route path="/invoices/:invoiceId">
          {({ invoiceId }) => <InvoicePage key={invoiceId} invoiceId={invoiceId} />}
        </Route>
        <Route path="/reconciliation">
          <ReconciliationPage />
        </Route>
        <Route path="/audit">
          <AuditPage />
        </Route>
        <Route path="/statistics">
          <StatisticsPage />
        </Route>
        <Route path="/account">
          <StaffAccountPage />
        </Route>
        <Route>
          <Result
            status="404"
            title={notFound}
            subTitle={notFoundHelp}
            extra={<Link href="/">{words.attention}</Link>}
          />
        </Route>
      </Switch>
    </Area>
  );
}
