import { MenuOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useLayoutEffect, useState, type ReactNode } from 'react';
import { Link, Redirect, useLocation, useRouter } from 'wouter';
import { api } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { common } from '../parts/words.ts';
import { homeOf, mayEnter, useLogin } from '../session.ts';
import { Boundary } from './boundary.tsx';
import { LostLogin } from './lost-login.tsx';
import { shellWords } from './words.ts';

export interface MenuEntry {
  /** Below the area's own path; '' is where it begins. */
  path: string;
  label: string;
  /** What it stands under, with those beside it that say the same. */
  group?: string;
  /** What stands behind the label; only where its reader is let in. */
  mark?: ReactNode;
}

/** The pages of one kind of user: their menu, and who is let in. Whoever is not logged in logs in first and comes back; staff who are to have a second factor set that up first, at the area's `/account`. */
export function Area({ menu, label, children }: { menu: readonly MenuEntry[]; label: string; children: ReactNode }) {
  const login = useLogin();
  const words = useWords(common);
  const { notYours, otherRole, backHome } = useWords(shellWords);
  const [location] = useLocation();
  const { base } = useRouter();
  const [open, setOpen] = useState(false);
  // Its styles hold below this, in dialogs too, which stand beside the page.
  useLayoutEffect(() => {
    document.body.dataset.area = base.slice('/app/'.length);
    return () => void delete document.body.dataset.area;
  }, [base]);

  const isStaff = login !== undefined && login.role !== 'unit';
  const { data: session } = api.useQuery('get', '/sessions/current', undefined, { enabled: isStaff });

  const path = base.replace('/app', '') + location;
  if (!login) return <Redirect to={`~/app/login?next=${encodeURIComponent(path)}`} replace />;
  const home = `/app${homeOf[login.role]}`;
  if (!mayEnter(login.role, path))
    return (
      <main id="content">
        <Page title={notYours}>
          <p>{otherRole(login.account)}</p>
          <Link href={`~${home}`}>{backHome}</Link>
        </Page>
      </main>
    );
  // Nothing else is let in before that.
  if (session?.secondFactor === 'required' && location !== '/account') return <Redirect to="/account" replace />;
  const isLetIn = session !== undefined && session.secondFactor !== 'required';
  const current = menu
    .filter(({ path }) => location === path || location.startsWith(`${path}/`) || (path === '' && location === '/'))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  return (
    <div className="columns">
      <nav className={open ? 'area-menu open' : 'area-menu'} aria-label={label}>
        <Button
          className="area-menu-toggle"
          icon={<MenuOutlined aria-hidden />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {current?.label ?? words.menu}
        </Button>
        <ul>
          {base !== home && (
            <li>
              <Link href={`~${home}`}>{backHome}</Link>
            </li>
          )}
          {menu.map((entry, index) => (
            <li key={entry.path}>
              {entry.group !== undefined && entry.group !== menu[index - 1]?.group && (
                <span className="area-menu-group">{entry.group}</span>
              )}
              <Link
                href={entry.path || '/'}
                aria-current={entry === current ? 'page' : undefined}
                onClick={() => setOpen(false)}
              >
                {entry.label}
                {isLetIn && entry.mark}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content">
        <Boundary>{children}</Boundary>
      </main>
      <LostLogin />
    </div>
  );
}
