import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fullPlace } from '../api/reference-word.ts';
import { fault, judge } from '../api/judgement.ts';
import { account, line, mobile } from '../api/schemas.ts';
import { findNamedRow, headingsOf } from '../api/sheet-header.ts';
import { type Cell, cellName } from '../api/sheet-table.ts';
import { exampleMark, faultOf, isExample, readTable } from '../api/spreadsheet.ts';
import { unitInfoClaims, unitInfoDraft } from '../api/routes/registration/registration-view.ts';
import { createEditions } from '../db/edition.ts';
import { createPreviousEdition, type ImportedAccount } from '../db/registration/previous-edition.ts';
import { inTransaction, type Store } from '../db/knex.ts';
import { createReference } from '../db/reference.ts';
import { regionOf } from '../domain/country.ts';
import { parseUscc } from '../domain/identity.ts';
import { say, worded, type Said } from '../domain/message.ts';
import { regions, unitCategories } from '../domain/registration.ts';
import { readCommandConfig, withStore } from './command.ts';

// `npm run import:previous-edition -- FILE.csv [--dry-run] [--edition=N]`: brings in the accounts of the edition before the current one (G2), or of another, all or none.

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
const example = `${exampleMark.en}91440604MA4WABCD7X,mainland,enterprise,13800138000,$2b$10$…,佛山市南海进口有限公司,广东省,佛山市,南海区,季华五路21号,500,private,false,陈大文,male,13800138000,采购部,sales.manager,,chen@example.com,100,50,general_trade,services/services.logistics;services/services.finance`;

/** A list of exhibition subjects is longer than any field of a person. */
const longestCell = 10_000;

/** A hash that costs more than these would hold up everybody's logins for each try: bcrypt about a second, argon2 64 MiB. */
const mostCost = { bcrypt: 14, memoryKib: 65_536, passes: 10, lanes: 4 } as const;

function isAffordable(hash: string): boolean {
  const bcrypt = /^\$2[aby]\$(\d\d)\$/.exec(hash)?.[1];
  if (bcrypt !== undefined) return Number(bcrypt) <= mostCost.bcrypt;
  const [memoryKib, passes, lanes] = (/\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hash) ?? []).slice(1).map(Number);
  return memoryKib! <= mostCost.memoryKib && passes! <= mostCost.passes && lanes! <= mostCost.lanes;
}

const hashShape = /^(?:\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2id?\$v=19\$m=\d+,t=\d+,p=\d+\$.+)$/;

const accountRow = z
  .object({
    account: account.refine(
      (account) => (account.includes(':') ? /^[A-Z]{2}:.{1,40}$/.test(account) : parseUscc(account).ok),
      fault(say('account_format')),
    ),
    region: z.enum(regions),
    category: z.enum(unitCategories),
    mobile,
    password_hash: line(200).superRefine((hash, check) => {
      if (!hashShape.test(hash)) check.addIssue(fault(say('hash_unknown')));
      else if (!isAffordable(hash)) {
        const { bcrypt, memoryKib, passes, lanes } = mostCost;
        check.addIssue(fault(say('hash_costly', { bcrypt, argon2: `m=${memoryKib},t=${passes},p=${lanes}` })));
      }
    }),
  })
  .refine(
    ({ account, region }) => {
      const home = account.includes(':') ? regionOf(account.slice(0, 2)) : 'mainland';
      return home === region && (home === 'mainland') !== account.includes(':');
    },
    { ...fault(say('account_region')), path: ['region'] },
  );

interface RowError {
  /** As a spreadsheet counts, from 1. */
  row: number;
  column: string;
  message: Said;
}

type Tree = { [name: string]: unknown };

function put(tree: Tree, path: string, value: unknown): void {
  const [head, rest] = [path.split('.')[0]!, path.split('.').slice(1).join('.')];
  if (rest === '') tree[head] = value;
  else put((tree[head] ??= {}) as Tree, rest, value);
}

const columnOf = (path: string) => {
  const dotted = path.replaceAll(/\[[^\]]*\]/g, '');
  return (
    Object.entries(form).find(([, { path: own }]) => own === dotted || dotted.startsWith(`${own}.`))?.[0] ?? dotted
  );
};

/** The account of one row, or what is wrong with it; what the old form lacks is no error. */
async function readRow(
  store: Store,
  record: ReadonlyMap<string, string>,
  row: number,
): Promise<ImportedAccount | RowError[]> {
  const given = Object.fromEntries(record);
  const account = judge(accountRow, given);
  const tree: Tree = {};
  for (const [column, { path, read = (value: string) => value }] of Object.entries(form)) {
    if (given[column] !== undefined) put(tree, path, read(given[column]));
  }
  const draft = judge(unitInfoDraft, tree);
  const errors: RowError[] = [
    ...(account.fits ? [] : account.errors).map(({ path, message }) => ({ row, column: path, message })),
    ...(draft.fits ? [] : draft.errors).map(({ path, message }) => ({ row, column: columnOf(path), message })),
  ];
  if (!draft.fits || !account.fits) return errors;
  const { address } = draft.data;
  const unitInfo = address ? { ...draft.data, address: await fullPlace(store, address) } : draft.data;
  const unknown = await createReference(store).unknown(unitInfoClaims(unitInfo, account.data));
  if (unknown.length > 0)
    return unknown.map(({ path, value }) => ({
      row,
      column: columnOf(path),
      message: say('not_in_vocabulary', { value }),
    }));
  const { password_hash: passwordHash, ...rest } = account.data;
  return { ...rest, passwordHash, unitInfo };
}

const headings = headingsOf(columns.map((column) => [column, column]));

/** What is wrong with the columns of the file. */
function faultsOf(header: readonly Cell[], names: readonly (string | undefined)[], row: number): RowError[] {
  const isTwice = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  return [
    ...header
      .filter(({ text }, at) => text !== '' && !names[at])
      .map(({ text: column }) => ({ row, column, message: say('column_strange') })),
    ...entry.filter((name) => !names.includes(name)).map((column) => ({ row, column, message: say('column_needed') })),
    ...columns.filter(isTwice).map((column) => ({ row, column, message: say('twice') })),
  ];
}

/** Why nobody knows what was meant to stand in a cell. */
function doubtOf({ text, digitsLost, isCut, isError }: Cell, cell: string): Said | undefined {
  if (isError) return say('cell_error', { cell, error: text });
  if (digitsLost) return say('digits_lost');
  return isCut ? say('too_long', { most: longestCell }) : undefined;
}

async function readAccounts(
  store: Store,
  table: readonly Cell[][],
): Promise<{ accounts: ImportedAccount[]; rows: number; errors: RowError[] }> {
  const header = findNamedRow(table, headings);
  const { index: above, named: names } = header ?? { index: 0, named: [] };
  const rows = [...table.entries()].filter(
    ([index, cells]) => index > above && cells.some(({ text }) => text !== '') && !isExample(cells),
  );
  const errors = header ? faultsOf(table[above]!, names, above + 1) : [];
  const accounts: ImportedAccount[] = [];
  const seen = new Map<string, number>();
  for (const [index, cells] of errors.length > 0 ? [] : rows) {
    const row = index + 1;
    const named = cells.flatMap((cell, at) =>
      names[at] && cell.text !== '' ? [{ ...cell, column: names[at], name: cellName(row, at + 1) }] : [],
    );
    const unsure = named.flatMap(({ column, name, ...cell }) => {
      const message = doubtOf(cell, name);
      return message ? [{ row, column, message }] : [];
    });
    errors.push(...unsure);
    if (unsure.length > 0) continue;
    const read = await readRow(store, new Map(named.map(({ column, text }) => [column, text])), row);
    if (Array.isArray(read)) {
      errors.push(...read);
      continue;
    }
    const before = seen.get(read.account);
    if (before !== undefined)
      errors.push({ row, column: 'account', message: say('account_again', { account: read.account, row: before }) });
    seen.set(read.account, row);
    accounts.push(read);
  }
  return { accounts, rows: rows.length, errors };
}

/** Whose accounts they are; for the edition before the current one they wait. */
async function editionOf(store: Store, asked: string | undefined): Promise<string> {
  if (asked !== undefined && !/^[0-9]{1,3}$/.test(asked))
    throw new Error(`--edition=${asked} is no number of an edition`);
  const edition = asked ?? (await createEditions(store).current()).previousEdition;
  if (edition === null) throw new Error('The current edition names none before it (previous_edition): say --edition=N');
  return edition;
}

async function importFile(
  store: Store,
  { file, dryRun, edition: asked }: { file: string; dryRun: boolean; edition: string | undefined },
): Promise<boolean> {
  const edition = await editionOf(store, asked);
  const table = await readTable({ bytes: readFileSync(file), longestCell, headings });
  if ('fault' in table) {
    const { message } = faultOf(table.fault);
    console.error(worded(message, 'en'));
    return false;
  }
  const { accounts, rows, errors } = await readAccounts(store, table.rows);
  // In quotes, a column's name stays as it is at the beginning of a sentence.
  for (const { row, column, message } of errors)
    console.error(`row ${row}, ${column}: ${worded(message, 'en', `"${column}"`)}`);
  if (errors.length > 0) console.error(`Nothing was imported: ${errors.length} error(s) in ${rows} row(s).`);
  else if (accounts.length === 0) console.error(worded(say('no_rows'), 'en'));
  else if (dryRun) console.log(`${accounts.length} account(s) can be imported; nothing was written.`);
  else {
    await inTransaction(store, async (trx) => {
      for (let start = 0; start < accounts.length; start += 500)
        await createPreviousEdition(trx).insert(edition, accounts.slice(start, start + 500));
    });
    console.log(`Imported ${accounts.length} account(s).`);
  }
  return errors.length === 0 && accounts.length > 0;
}

const words = process.argv.slice(2);
const [file] = words.filter((word) => !word.startsWith('--'));
if (words.includes('--template')) {
  console.log(`${columns.join(',')}\n${example}`);
} else if (!file) {
  console.error(
    'Which file? npm run import:previous-edition -- FILE.csv [--dry-run] [--edition=N], or --template for its columns',
  );
  process.exitCode = 1;
} else {
  const edition = words.find((word) => word.startsWith('--edition='))?.slice('--edition='.length);
  await importGiven({ file, dryRun: words.includes('--dry-run'), edition }).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

async function importGiven(given: Parameters<typeof importFile>[1]): Promise<void> {
  const connection = { pool: 4, name: 'import-previous-edition', statementTimeoutMs: 0 };
  const done = await withStore(readCommandConfig(), connection, (store) => importFile(store, given));
  if (!done) process.exitCode = 1;
}
