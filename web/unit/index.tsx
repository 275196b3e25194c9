import { Route, Switch } from 'wouter';
import { useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { Area } from '../shell/area.tsx';
import { badgeOrderRoutes, useBadgeOrderMenu } from './badge-order-routes.tsx';
import { unitWords } from './words.ts';

export default function UnitArea() {
  const words = useWords(unitWords);
  const badgeOrderMenu = useBadgeOrderMenu();
  return (
    <Area roles={['unit']} label={words.area} menu={[{ path: '', label: words.area }, ...badgeOrderMenu]}>
      <Switch>
        <Route path="/">
          <Page title={words.area}>{null}</Page>
        </Route>
        {badgeOrderRoutes}
      </Switch>
    </Area>
  );
}
