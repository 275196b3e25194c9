import { Alert } from 'antd';
import { api, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { OwnPassword } from '../parts/own-password.tsx';
import { OwnSessions } from '../parts/own-sessions.tsx';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { AccountConsents } from './account-consents.tsx';
import { AccountExport } from './account-export.tsx';
import { AccountMobile } from './account-mobile.tsx';
import { AccountWithdrawal } from './account-withdrawal.tsx';
import { accountWords } from './account-words.ts';
import { Facts } from '../parts/facts.tsx';
import { unitWords } from './words.ts';

/** The unit's own account, how it is secured, what it agreed to, and how it ends (G9.1). */
export function AccountPage() {
  const words = useWords(accountWords);
  const account = api.useQuery('get', '/account');
  return (
    <Page title={words.account}>
      <Reading of={account}>
        {(read) => (
          <>
            <OwnData of={read} />
            <OwnPassword />
            <AccountMobile mobileMasked={read.mobileMasked} />
            <OwnSessions />
            <AccountConsents />
            <AccountExport />
            <AccountWithdrawal account={read.account} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function OwnData({ of: account }: { of: Schemas['Account'] }) {
  const words = { ...useWords(unitWords), ...useWords(accountWords) };
  const format = useFormat();
  const { mobileChange } = account;
  const facts = [
    [words.accountName, account.account],
    [words.regionOf, words[account.region]],
    [words.category, words[account.category]],
    [words.mobile, account.mobileMasked],
    [words.openedAt, format.time(account.createdAt)],
    [words.passwordChanged, account.passwordChangedAt ? format.time(account.passwordChangedAt) : words.never],
    [words.mobileChanged, account.mobileChangedAt ? format.time(account.mobileChangedAt) : words.never],
  ] as const;
  return (
    <section className="card" aria-labelledby="own-data">
      <h2 id="own-data">{words.ownData}</h2>
      <Facts of={facts} />
      {mobileChange && (
        <Alert
          type="warning"
          showIcon
          title={words.mobileProposed(mobileChange.mobileMasked, format.time(mobileChange.lapsesAt))}
        />
      )}
    </section>
  );
}
