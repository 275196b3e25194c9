import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { client, queries } from '../client/client.ts';
import { chooseLanguage, useLanguage, useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { setLogin, useLogin } from '../session.ts';
import { DemoBar } from './demo-bar.tsx';

/** What stands around every page: whose it is, the language, who is logged in. */
export function Frame({ children }: { children: ReactNode }) {
  const words = useWords(common);
  const language = useLanguage();
  const login = useLogin();
  const [, go] = useLocation();

  const logOut = () => {
    // The session ends at the server too, if that can be reached; here it is over in any case.
    client.DELETE('/sessions/current').catch(() => undefined);
    setLogin(undefined);
    queries.clear();
    go('/');
  };
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <DemoBar />
      <header className="bar">
        <Link href="/" className="name">
          {words.product}
        </Link>
        {login && (
          <>
            <span className="who">{login.account}</span>
            <Button onClick={logOut}>{words.logOut}</Button>
          </>
        )}
        <Button
          type="text"
          lang={language === 'zh' ? 'en' : 'zh-CN'}
          onClick={() => {
            chooseLanguage(language === 'zh' ? 'en' : 'zh');
            // What the API words is read again in the other language.
            void queries.invalidateQueries();
          }}
        >
          {words.language}
        </Button>
      </header>
      {children}
    </div>
  );
}
