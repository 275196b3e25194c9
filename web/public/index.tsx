import { Result } from 'antd';
import { Link, Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { LoginPage } from './login.tsx';

/** What anybody may see. */
export function PublicArea() {
  const words = useWords(common);
  return (
    <main id="content">
      <Switch>
        <Route path="/login">
          <LoginPage />
        </Route>
        <Route>
          <Result
            status="404"
            title={words.notFound}
            subTitle={words.notFoundHelp}
            extra={<Link href="/">{words.home}</Link>}
          />
        </Route>
      </Switch>
    </main>
  );
}
