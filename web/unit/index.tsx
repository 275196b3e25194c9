import { Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { Area } from '../shell/area.tsx';
import { unitWords } from './words.ts';

export default function UnitArea() {
  const words = useWords(unitWords);
  return (
    <Area roles={['unit']} label={words.area} menu={[{ path: '', label: words.area }]}>
      <Switch>
        <Route path="/">
          <Page title={words.area}>{null}</Page>
        </Route>
      </Switch>
    </Area>
  );
}
