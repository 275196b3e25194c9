import { Link, useLocation, useSearchParams } from 'wouter';
import { queries } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { common } from '../parts/words.ts';
import { homeOf, mayEnter, setLogin, type Login } from '../session.ts';
import { accountWords } from './account-words.ts';
import { LoginForm } from './login-form.tsx';

export function LoginPage() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const [, go] = useLocation();
  const [params] = useSearchParams();
  const enter = (login: Login) => {
    queries.clear();
    setLogin(login);
    const next = params.get('next') ?? '';
    go(mayEnter(login.role, next) ? next : homeOf[login.role], { replace: true });
  };
  return (
    <Page title={words.logIn}>
      <div className="narrow">
        <div className="card">
          <LoginForm onDone={enter} />
          <p className="links">
            {words.notLoggedIn} <Link href="/register">{words.register}</Link>
            <Link href="/previous-edition">{words.previous}</Link>
            <Link href="/forgotten-password">{words.forgotten}</Link>
          </p>
        </div>
      </div>
    </Page>
  );
}
