import { Result } from 'antd';
import { Link, Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { lazy } from '../parts/lazy.ts';
import { common } from '../parts/words.ts';
import { Boundary } from '../shell/boundary.tsx';
import { LoginPage } from './login.tsx';
import { PublicNavigation } from './navigation.tsx';
import { StartPage } from './start.tsx';

// Each loaded by who comes to it.
const pages = [
  ['/delegations', lazy(() => import('./delegation.tsx'))],
  ['/register', lazy(() => import('./registration.tsx'))],
  ['/previous-edition', lazy(() => import('./previous-edition.tsx'))],
  ['/forgotten-password', lazy(() => import('./forgotten-password.tsx'))],
  ['/dispute', lazy(() => import('./dispute.tsx'))],
  ['/staff-invitations/:token', lazy(() => import('./staff-invitation.tsx'))],
] as const;

/** What anybody may see. */
export function PublicArea() {
  const words = useWords(common);
  return (
    <>
      <PublicNavigation />
      <main id="content" className="public">
        <Boundary>
          <Switch>
            <Route path="/">
              <StartPage />
            </Route>
            <Route path="/login">
              <LoginPage />
            </Route>
            {pages.map(([path, Public]) => (
              <Route key={path} path={path}>
                <Public />
              </Route>
            ))}
            <Route>
              <Result
                status="404"
                title={words.notFound}
                subTitle={words.notFoundHelp}
                extra={<Link href="/">{words.home}</Link>}
              />
            </Route>
          </Switch>
        </Boundary>
      </main>
    </>
  );
}
