import { Result } from 'antd';
import { Link } from 'wouter';
import { queries, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { setLogin } from '../session.ts';
import { registrationWords } from './registration-words.ts';

/** What an opening is answered with: the account, logged in, or that it takes a moment longer. */
export type Opened = Schemas['OpenedRegistration'] | Schemas['PendingRegistration'];

/** Logs the new unit in, where the answer lets it. */
export function enterAs(opened: Opened): void {
  if (!('token' in opened)) return;
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[1] !== '/edition' });
  setLogin({ token: opened.token, role: 'unit', account: opened.account });
}

export function RegistrationOpened({ opened }: { opened: Opened }) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const isIn = 'token' in opened;
  return (
    <div className="card narrow" role="status">
      <Result
        status={isIn ? 'success' : 'info'}
        title={isIn ? words.opened : words.pending}
        subTitle={isIn ? [words.openedAccount(opened.account), <br key="br" />, words.openedHelp] : words.pendingHelp}
        extra={
          <Link href={isIn ? '/unit' : '/login'} className="as-button first">
            {isIn ? words.goOn : words.logIn}
          </Link>
        }
      />
    </div>
  );
}
