import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useLanguage, useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { homeOf, useLogin } from '../session.ts';
import { openingOf, useEdition, type Edition, type Opening } from './edition.ts';
import { publicWords } from './words.ts';

const useAll = () => ({ ...useWords(common), ...useWords(publicWords) });

const tones: Readonly<Record<Opening, Tone>> = { not_yet: 'waiting', open: 'done', closed: 'over' };

/** One of the ways in. */
function Way({ title, help, to, label, first = false }: WayIn) {
  return (
    <li className="card way">
      <h3>{title}</h3>
      <p>{help}</p>
      {to && (
        <Link href={to} className={first ? 'as-button first' : 'as-button'}>
          {label}
        </Link>
      )}
    </li>
  );
}

interface WayIn {
  title: string;
  help: ReactNode;
  to?: string | undefined;
  label?: string;
  first?: boolean;
}

function Facts({ edition }: { edition: Edition }) {
  const words = useAll();
  const format = useFormat();
  const { professional, vip } = edition.feesFen;
  const facts = [
    [words.period, `${format.day(edition.registrationOpensAt)} – ${format.time(edition.registrationClosesAt)}`],
    [words.expoCloses, format.day(edition.expoClosesAt)],
    [words.fees, `${words.professional} ${yuan(professional)} · ${words.vip} ${yuan(vip)}`],
    [words.window, words.windowOf(Math.round(edition.paymentWindowSeconds / 60))],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Ways({ edition, opening }: { edition: Edition; opening: Opening }) {
  const words = useAll();
  const format = useFormat();
  const login = useLogin();
  const isOpen = opening === 'open';
  const closed =
    opening === 'not_yet'
      ? words.opensAt(format.time(edition.registrationOpensAt))
      : words.closedAt(format.time(edition.registrationClosesAt));
  return (
    <ul className="ways" aria-label={words.ways}>
      <Way
        title={words.first}
        help={isOpen ? words.firstHelp : closed}
        to={isOpen ? '/register' : undefined}
        label={words.firstDo}
        first
      />
      {edition.previousEdition !== null && (
        <Way
          title={words.again}
          help={isOpen ? words.againHelp : closed}
          to={isOpen ? '/previous-edition' : undefined}
          label={words.againDo}
        />
      )}
      <Way
        title={words.member}
        help={login ? words.loggedInAs(login.account) : words.memberHelp}
        to={login ? homeOf[login.role] : '/login'}
        label={login ? words.ownArea : words.logIn}
      />
    </ul>
  );
}

/** Which expo it is, whether one can register, and the ways in. */
export function StartPage() {
  const words = useAll();
  const language = useLanguage();
  const query = useEdition();
  const name = query.data?.[language === 'zh' ? 'nameZh' : 'nameEn'];
  const opening = query.data && openingOf(query.data);
  const said = opening && { not_yet: words.notYet, open: words.isOpen, closed: words.isClosed }[opening];
  return (
    <Page title={name ?? words.product} actions={opening && <StateTag tone={tones[opening]}>{said}</StateTag>}>
      <p className="lead">{words.registration}</p>
      <Reading of={query}>
        {(edition) => (
          <>
            <Facts edition={edition} />
            <h2 className="unseen">{words.ways}</h2>
            <Ways edition={edition} opening={openingOf(edition)} />
          </>
        )}
      </Reading>
      <div className="halves">
        <section>
          <h2>{words.needs}</h2>
          <ul>
            {[words.needsUnit, words.needsCode, words.needsMobile, words.needsPeople, words.needsAddress].map(
              (need) => (
                <li key={need}>{need}</li>
              ),
            )}
          </ul>
        </section>
        <section>
          <h2>{words.flow}</h2>
          <ol>
            {[words.flowRegister, words.flowReview, words.flowLock, words.flowPay, words.flowBadge].map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      </div>
      <p>
        {words.contactsHelp} <Link href="/delegations">{words.contacts}</Link> · {words.help}{' '}
        <Link href="/dispute">{words.dispute}</Link>
      </p>
    </Page>
  );
}
