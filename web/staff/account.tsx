import { Alert } from 'antd';
import { api, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { Facts } from '../parts/facts.tsx';
import { useFormat } from '../parts/format.ts';
import { OwnPassword } from '../parts/own-password.tsx';
import { OwnSessions } from '../parts/own-sessions.tsx';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { SecondFactor } from './second-factor.tsx';
import { staffWords } from './words.ts';

type Session = Schemas['CurrentSession'];

/** The own account of staff: second factor, password, and where it is logged in. */
export function StaffAccountPage() {
  const words = useWords(staffWords);
  const session = api.useQuery('get', '/sessions/current');
  return (
    <Page title={words.account}>
      <Reading of={session}>
        {(current) => (
          <>
            {current.secondFactor === 'required' && (
              <Alert className="told" type="warning" showIcon role="alert" title={words.factorFirst} />
            )}
            <WhoItIs of={current} />
            <SecondFactor state={current.secondFactor ?? 'none'} />
            <OwnPassword />
            <OwnSessions />
          </>
        )}
      </Reading>
    </Page>
  );
}

const roles = {
  delegation: 'roleDelegation',
  bureau: 'roleBureau',
  operator: 'roleOperator',
  auditor: 'roleAuditor',
} as const;

function WhoItIs({ of: { account, role, delegation, expiresAt, idleSeconds } }: { of: Session }) {
  const words = useWords(staffWords);
  const language = useLanguage();
  const format = useFormat();
  const facts: [string, string][] = [
    [words.login, account],
    ...(role === 'unit' ? [] : [[words.role, words[roles[role]]] as [string, string]]),
    ...(delegation
      ? [[words.ofDelegation, language === 'zh' ? delegation.nameZh : delegation.nameEn] as [string, string]]
      : []),
    [
      words.loginEnds,
      words.until(format.time(expiresAt)) + (idleSeconds ? `；${words.idle(Math.round(idleSeconds / 60))}` : ''),
    ],
  ];
  return (
    <section className="card" aria-label={words.account}>
      <Facts of={facts} />
    </section>
  );
}
