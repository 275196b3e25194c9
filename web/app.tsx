import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import en from 'antd/locale/en_GB';
import zh from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useEffect } from 'react';
import { Route, Router, Switch } from 'wouter';
import { queries } from './client/client.ts';
import { useLanguage } from './language.ts';
import { lazy } from './parts/lazy.ts';
import { PublicArea } from './public/index.tsx';
import { Boundary } from './shell/boundary.tsx';
import { Frame } from './shell/frame.tsx';
import { nonce } from './style-nonce.ts';
import { theme } from './theme.ts';

const locales = { zh, en };

// Each with its own pages, which nobody else loads.
const areas = [
  ['/unit', lazy(() => import('./unit/index.tsx'))],
  ['/delegation', lazy(() => import('./delegation/index.tsx'))],
  ['/bureau', lazy(() => import('./bureau/index.tsx'))],
  ['/operator', lazy(() => import('./operator/index.tsx'))],
] as const;

export function App() {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  }, [language]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={locales[language]}
      theme={theme}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
    >
      <QueryClientProvider client={queries}>
        <AntApp component={false}>
          <Router base="/app">
            <Frame>
              <Boundary>
                <Switch>
                  {areas.map(([path, Area]) => (
                    <Route key={path} path={path} nest>
                      <Area />
                    </Route>
                  ))}
                  <Route>
                    <PublicArea />
                  </Route>
                </Switch>
              </Boundary>
            </Frame>
          </Router>
        </AntApp>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
