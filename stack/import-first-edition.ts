import { parse, type Info } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { account, line, mobile } from '../api/schemas.ts';
import { unitInfoBody, unitInfoClaims } from '../api/routes/registration/registration-view.ts';
import { createFirstEdition, type FirstEditionAccount } from '../db/registration/first-edition.ts';
import { createKnex, inTransaction, type Store } from '../db/knex.ts';
import { createPersonalData, parseKeyRing } from '../db/personal-data.ts';
import { createReference } from '../db/reference.ts';
import { regionOf } from '../domain/country.ts';
import { parseUscc } from '../domain/identity.ts';
import { regions, unitCategories } from '../domain/registration.ts';
import type { UnitInfo, UnitInfoDraft } from '../domain/unit-info.ts';
import { assertDatabaseAnswers, readCommandConfig, requiredOfStack } from './command.ts';

// `npm run import:first-edition -- FILE.csv [--dry-run]`: brings in the accounts of the edition before (G2), all or none.

/** A column of the file: where it goes in the form, and how its text is read. Lists are written `a;b`, subjects `area/subArea`. */
const form: Record<string, { path: string; read?: (value: string) => unknown }> = {
  name: { path: 'name' },
  province: { path: 'address.province' },
  city: { path: 'address.city' },
  county: { path: 'address.county' },
  street: { path: 'address.street' },
  registered_capital: { path: 'registeredCapital', read: Number },
  nature: { path: 'nature' },
  listed: { path: 'listed', read: (value) => ({ true: true, false: false })[value.toLowerCase()] ?? value },
  contact_name: { path: 'contact.name' },
  contact_sex: { path: 'contact.sex' },
  contact_mobile: { path: 'contact.mobile' },
  contact_department: { path: 'contact.department' },
  contact_position: { path: 'contact.position' },
  contact_phone: { path: 'contact.phone' },
  contact_email: { path: 'contact.email' },
  turnover: { path: 'turnover', read: Number },
  import_value: { path: 'importValue', read: Number },
  import_modes: { path: 'importModes', read: (value) => value.split(';') },
  industries: {
    path: 'industries',
    read: (value) =>
      value.split(';').map((item) => {
        const [area, subArea] = item.split('/');
        return { area, subArea };
      }),
  },
};
const entry = ['account', 'region', 'category', 'mobile', 'password_hash'] as const;
const columns = [...entry, ...Object.keys(form)];
const example =
  '91440604MA4WABCD7X,mainland,enterprise,13800138000,$2b$10$…,佛山市南海进口有限公司,广东省,佛山市,南海区,季华五路21号,500,private,false,陈大文,male,13800138000,采购部,sales.manager,,chen@example.com,100,50,general,';

/** A hash that costs more than these would hold up everybody's logins for each try: bcrypt about a second, argon2 64 MiB. */
const mostCost = { bcrypt: 14, memoryKib: 65_536, passes: 10, lanes: 4 } as const;

function isAffordable(hash: string): boolean {
  const bcrypt = /^\$2[aby]\$(\d\d)\$/.exec(hash)?.[1];
  if (bcrypt !== undefined) return Number(bcrypt) <= mostCost.bcrypt;
  const [memoryKib, passes, lanes] = (/\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hash) ?? []).slice(1).map(Number);
  return memoryKib! <= mostCost.memoryKib && passes! <= mostCost.passes && lanes! <= mostCost.lanes;
}

const accountRow = z
  .object({
    account: account.refine(
      (account) => (account.includes(':') ? /^[A-Z]{2}:.{1,40}$/.test(account) : parseUscc(account).ok),
      'is no USCC and no COUNTRY:number',
    ),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    mobile,
    password_hash: line(200).pipe(
      z
        .string()
        .regex(
          /^(?:\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2id?\$v=19\$m=\d+,t=\d+,p=\d+\$.+)$/,
          'is neither bcrypt nor argon2',
        )
        .refine(
          isAffordable,
          `costs more than bcrypt's ${mostCost.bcrypt}, or argon2's m=${mostCost.memoryKib},t=${mostCost.passes},p=${mostCost.lanes}`,
        ),
    ),
  })
  .refine(
    ({ account, region }) => {
      const home = account.includes(':') ? regionOf(account.slice(0, 2)) : 'mainland';
      return home === region && (home === 'mainland') !== account.includes(':');
    },
    {
      path: ['region'],
      error:
        'is not that of its account: a USCC is of mainland, HK, MO and TW are of hk_macao_taiwan, other countries of overseas; of CN there are USCCs only',
    },
  );

interface RowError {
  line: number;
  column: string;
  message: string;
}

type Tree = { [name: string]: unknown };

function put(tree: Tree, path: string, value: unknown): void {
  const [head, rest] = [path.split('.')[0]!, path.split('.').slice(1).join('.')];
  if (rest === '') tree[head] = value;
  else put((tree[head] ??= {}) as Tree, rest, value);
}

const columnOf = (path: PropertyKey[]) => {
  const dotted = path.filter((part) => typeof part === 'string').join('.');
  return (
    Object.entries(form).find(([, { path: own }]) => own === dotted || dotted.startsWith(`${own}.`))?.[0] ?? dotted
  );
};

/** The account of one row, or what is wrong with it; what the old form lacks is no error. */
async function readRow(
  store: Store,
  record: Record<string, string>,
  line: number,
): Promise<FirstEditionAccount | RowError[]> {
  const given = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
  const account = accountRow.safeParse(given);
  const tree: Tree = {};
  for (const [column, { path, read = (value: string) => value }] of Object.entries(form)) {
    if (given[column] !== undefined) put(tree, path, read(given[column]));
  }
  const whole = unitInfoBody.safeParse(tree);
  const issues = whole.success ? [] : whole.error.issues;
  // Absent, or an object without anything in it: to be filled in, not wrong.
  const isMissing = (path: PropertyKey[]) =>
    path.reduce<unknown>((value, part) => (value as Tree | undefined)?.[part as string], tree) === undefined;
  const missing = issues.filter(({ path }) => isMissing(path)).map(({ path }) => `unitInfo.${path.join('.')}`);
  const wrong = issues.filter(({ path }) => !isMissing(path));
  const errors: RowError[] = [
    ...(account.success
      ? []
      : account.error.issues.map(({ path, message }) => ({ line, column: String(path[0]), message }))),
    ...wrong.map(({ path, message }) => ({ line, column: columnOf(path), message })),
  ];
  if (errors.length > 0 || !account.success) return errors;
  const info = (whole.success ? whole.data : tree) as UnitInfoDraft;
  const unknown = await createReference(store).unknown(claimsOf(info, account.data.region));
  if (unknown.length > 0)
    return unknown.map(({ path }) => ({
      line,
      column: columnOf(path.split('.')),
      message: 'is not in its vocabulary',
    }));
  const { password_hash: passwordHash, ...rest } = account.data;
  return { ...rest, passwordHash, unitInfo: info, missing: Object.keys(tree).length === 0 ? ['unitInfo'] : missing };
}

/** Only of what is there. */
function claimsOf(info: UnitInfoDraft, region: FirstEditionAccount['region']) {
  const { address, contact, ...rest } = info;
  const whole = {
    importModes: [],
    industries: [],
    ...rest,
    address: address ?? {},
    contact: contact ?? {},
  } as unknown as UnitInfo;
  return unitInfoClaims(whole, { region }).filter(({ value }) => value !== undefined);
}

async function importFile(store: Store, file: string, dryRun: boolean): Promise<boolean> {
  const rows = parse(readFileSync(file), {
    bom: true,
    columns: true,
    info: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as {
    record: Record<string, string>;
    info: Info;
  }[];
  const header = Object.keys(rows[0]?.record ?? {});
  const strange = header.filter((name) => !columns.includes(name));
  const absent = rows.length > 0 ? entry.filter((name) => !header.includes(name)) : [];
  const errors: RowError[] = [
    ...strange.map((column) => ({ line: 1, column, message: 'is no column of this file' })),
    ...absent.map((column) => ({ line: 1, column, message: 'is missing' })),
  ];
  const accounts: FirstEditionAccount[] = [];
  const seen = new Map<string, number>();
  if (errors.length === 0) {
    for (const { record, info } of rows) {
      const read = await readRow(store, record, info.lines);
      if (Array.isArray(read)) {
        errors.push(...read);
        continue;
      }
      const before = seen.get(read.account);
      if (before !== undefined)
        errors.push({ line: info.lines, column: 'account', message: `${read.account} is on line ${before} already` });
      seen.set(read.account, info.lines);
      accounts.push(read);
    }
  }
  for (const { line, column, message } of errors) console.error(`line ${line}, ${column}: ${message}`);
  if (errors.length > 0) console.error(`Nothing was imported: ${errors.length} error(s) in ${rows.length} row(s).`);
  else if (dryRun) console.log(`${accounts.length} account(s) can be imported; nothing was written.`);
  else {
    await inTransaction(store, async (trx) => {
      for (let start = 0; start < accounts.length; start += 500)
        await createFirstEdition(trx).insert(accounts.slice(start, start + 500));
    });
    console.log(`Imported ${accounts.length} account(s).`);
  }
  return errors.length === 0;
}

const words = process.argv.slice(2);
const [file] = words.filter((word) => !word.startsWith('--'));
if (words.includes('--template')) {
  console.log(`${columns.join(',')}\n${example}`);
} else if (!file) {
  console.error('Which file? npm run import:first-edition -- FILE.csv [--dry-run], or --template for its columns');
  process.exitCode = 1;
} else {
  await importGiven(file, words.includes('--dry-run')).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

async function importGiven(file: string, dryRun: boolean): Promise<void> {
  const { DATABASE_URL: databaseUrl, KEY_RING } = requiredOfStack(readCommandConfig(), 'DATABASE_URL', 'KEY_RING');
  await assertDatabaseAnswers(databaseUrl);
  const knex = createKnex({ databaseUrl, pool: 4, name: 'import-first-edition', statementTimeoutMs: 0 });
  try {
    const done = await importFile({ knex, personalData: createPersonalData(parseKeyRing(KEY_RING)) }, file, dryRun);
    if (!done) process.exitCode = 1;
  } finally {
    await knex.destroy();
  }
}
