import { Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { Area } from '../shell/area.tsx';
import { operatorWords } from './words.ts';

export default function OperatorArea() {
  const words = useWords(operatorWords);
  return (
    <Area roles={['operator', 'bureau', 'auditor']} label={words.area} menu={[{ path: '', label: words.area }]}>
      <Switch>
        <Route path="/">
          <Page title={words.area}>{null}</Page>
        </Route>
      </Switch>
    </Area>
  );
}
