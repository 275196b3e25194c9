import { Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { Area } from '../shell/area.tsx';
import { delegationWords } from './words.ts';

export default function DelegationArea() {
  const words = useWords(delegationWords);
  return (
    <Area roles={['delegation', 'bureau', 'auditor']} label={words.area} menu={[{ path: '', label: words.area }]}>
      <Switch>
        <Route path="/">
          <Page title={words.area}>{null}</Page>
        </Route>
      </Switch>
    </Area>
  );
}
