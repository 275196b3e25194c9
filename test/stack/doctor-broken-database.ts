import type { Broken } from './doctor-broken.ts';

export const brokenDatabases: Broken[] = [
  {
    given:
      'an empty database that does not know Chinese, and a namespace with nothing of ours that forgets after a day',
    env: async (setUp) => ({
      DATABASE_URL: await setUp.empty('SQL_ASCII'),
      TEMPORAL_NAMESPACE: await setUp.namespace('doctor-short', { days: 1 }),
    }),
    lines: [
      ['wrong', 'database encoding', /SQL_ASCII: Chinese would not/, /ENCODING 'UTF8' TEMPLATE template0/],
      ['warn', 'database migrations', /none has been applied/, /npx expo install/],
      ['warn', 'database reference', /not there/, /npx expo install/],
      ['warn', 'database edition', /not there/, /npx expo edition:apply FILE\.yaml/],
      ['warn', 'temporal retention', /kept for 1 day:/, /namespace update --namespace doctor-short --retention 30d/],
      [
        'warn',
        'temporal search attributes',
        /missing: ExpoEdition, .*no registration and no order/,
        /npx expo install, or: temporal operator search-attribute create --namespace doctor-short --name ExpoEdition --type Keyword/,
      ],
    ],
  },
  {
    given:
      'a migration missing and one of a later version, vocabularies with holes, no edition, and too few connections',
    env: async (setUp) => {
      const url = await setUp.database();
      await setUp.sql(
        url,
        `UPDATE knex_migrations SET name = '999_of_next_year.ts' WHERE name LIKE '025%';
          DELETE FROM reference_items WHERE name = 'countries' AND code = 'DE'; UPDATE editions SET is_current = false;
          ALTER DATABASE ${new URL(url).pathname.slice(1)} CONNECTION LIMIT 10`,
      );
      return { DATABASE_URL: url };
    },
    lines: [
      ['wrong', 'database connections', /10 allowed.*take up to 17 \(DATABASE_POOL=8\)/, /lower DATABASE_POOL/],
      [
        'wrong',
        'database migrations',
        /does not know: 999_of_next_year\.ts, and lacks 025_/,
        /run the version that made them/,
      ],
      ['wrong', 'database reference', /incomplete: countries/, /npx expo install/],
      ['warn', 'database edition', /there is none/, /edition:apply/],
    ],
  },
  {
    given: 'a login that owns nothing and serves nobody',
    env: async (setUp) => ({ DATABASE_URL: await setUp.loginIn(setUp.stage.databaseUrl, () => '') }),
    lines: [
      ['wrong', 'database rights', /neither owns the schema nor is a member of expo_app/, /GRANT expo_app TO "doctor_/],
      [
        'wrong',
        'database migrations',
        /cannot be looked at: permission denied/,
        /as the owner, or as a member of expo_app/,
      ],
    ],
    without: ['database reference', 'database edition'],
  },
  {
    given: 'an owner who may not take the programs’ role, one migration behind',
    env: async (setUp) => ({
      DATABASE_URL: await setUp.loginIn(
        await setUp.database(),
        (name) =>
          `GRANT ALL ON SCHEMA public TO ${name}; CREATE TABLE of_${name} (); ALTER TABLE of_${name} OWNER TO ${name}; DELETE FROM knex_migrations WHERE name LIKE '025%'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`,
      ),
    }),
    lines: [
      [
        'wrong',
        'database rights',
        /is the owner and no member of expo_app/,
        /as an administrator: GRANT expo_app TO "doctor_.* WITH ADMIN OPTION/,
      ],
      ['wrong', 'database migrations', /1 missing: 025_/, /npx expo install, with the owner’s DATABASE_URL/],
    ],
  },
  {
    given: 'a machine whose clock is a minute ahead',
    now: () => new Date(Date.now() + 60_000),
    env: () => ({}),
    lines: [
      ['wrong', 'database clock', /^(59|60)\.\d s apart/, /NTP/],
      ['wrong', 'temporal clock', /^(59|60)\.\d s apart/, /NTP/],
    ],
  },
];
