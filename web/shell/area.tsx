import { MenuOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useLayoutEffect, useState, type ReactNode } from 'react';
import { Link, Redirect, useLocation, useRouter } from 'wouter';
import { api } from '../client/client.ts';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { homeOf, useLogin, type Role } from '../session.ts';
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
export function Area({
  roles,
  menu,
  label,
  children,
}: {
  roles: readonly Role[];
  menu: readonly MenuEntry[];
  label: string;
  children: ReactNode;
}) {
  const login = useLogin();
  const words = useWords(common);
  const { otherRole, backHome } = useWords(shellWords);
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

  if (!login) return <Redirect to={`~/app/login?next=${encodeURIComponent(base.replace('/app', '') + location)}`} />;
  if (!roles.includes(login.role))
    return (
      <main id="content">
        <Alert type="warning" showIcon title={otherRole(login.account)} />
      </main>
    );
  // Nothing else is let in before that.
  if (session?.secondFactor === 'required' && location !== '/account') return <Redirect to="/account" replace />;
  const isLetIn = session !== undefined && session.secondFactor !== 'required';
  const home = `/app${homeOf[login.role]}`;
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
      <main id="content">{children}</main>
    </div>
  );
}
