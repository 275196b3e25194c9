import { Link, useLocation } from 'wouter';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { homeOf, useLogin } from '../session.ts';
import { publicWords } from './words.ts';

/** What leads through the pages for anybody; whoever is logged in, to their own. */
export function PublicNavigation() {
  const words = { ...useWords(common), ...useWords(publicWords) };
  const login = useLogin();
  const [location] = useLocation();
  const links: [path: string, label: string][] = [
    ['/', words.start],
    ['/delegations', words.contacts],
    ...(login
      ? ([[homeOf[login.role], words.ownArea]] as const)
      : ([
          ['/register', words.register],
          ['/login', words.logIn],
        ] as const)
    ).map(([path, label]): [string, string] => [path, label]),
  ];
  return (
    <nav className="public-menu" aria-label={words.navigation}>
      <ul>
        {links.map(([path, label]) => (
          <li key={path}>
            <Link href={path} aria-current={location === path ? 'page' : undefined}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
