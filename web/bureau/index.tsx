import { Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { Area } from '../shell/area.tsx';
import { bureauWords } from './words.ts';

export default function BureauArea() {
  const words = useWords(bureauWords);
  return (
    <Area roles={['bureau', 'auditor']} label={words.area} menu={[{ path: '', label: words.area }]}>
      <Switch>
        <Route path="/">
          <Page title={words.area}>{null}</Page>
        </Route>
      </Switch>
    </Area>
  );
}
