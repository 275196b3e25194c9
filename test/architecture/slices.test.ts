import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { read, sources } from './sources.ts';

/** Where a word is elsewhere, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'domain/payment.ts RefundAnswer': "a gateway's answer; refunds are of trades, never the other way round",
  'domain/payment.ts RefundReport': 'as above',
  'domain/attendee.ts BadgeType': "the delegation's label on a person, before there is a badge",
  'domain/attendee.ts badgeTypes': 'as above',
  'domain/registration.ts UnitCategory': 'who a unit is decides how it may register (G1.1)',
  'domain/registration.ts unitCategories': 'as above',
  'domain/registration.ts invitationCodeRequired': 'the rule of an opening (G1.1)',
  'workflows/activities.ts paymentsAt': 'every proxy of an activity stands in one file',
  'api/routes/registration/registration-opening.ts NewUnit': 'what an opening makes',
  'api/routes/registration/registration-view.ts unitInfoBody': 'a form of the registration',
  'api/routes/registration/registration-view.ts unitInfoDraft': 'as above',
  'api/routes/registration/registration-view.ts unitInfoClaims': 'as above',
  'api/routes/order/badge-order-view.ts attendeeIds': 'the people of an order',
  'api/routes/order/badge-order-view.ts paymentAttempt': "a part of an order's view",
  'api/routes/order/badge-order-view.ts shipment': 'as above',
  'db/order/badge-order-view.ts PaymentView': 'as above',
};

/** What code calls it, where that is shorter. */
const aliases: Readonly<Record<string, string>> = { 'badge-order': 'order' };

/** A file that is a contract between all slices, or puts them together. */
const isShared = (file: string): boolean => file === 'workflows/messages.ts';
const folders = /^(?:domain|db|api|workflows|activities)\/(?!migrations\/|seeds\/|providers\/|tables\.ts)/;

/** The words of README's glossary that files are named by. */
function wordsIn(readme: string): string[] {
  const table = readme.slice(readme.indexOf('## Words'));
  return [...table.matchAll(/^\|[^|]*\|[^|]*\|([^|]*)\|[^|]*\|$/gm)]
    .flatMap(([, cell]) => cell!.split(','))
    .map((word) => word.trim())
    .filter((word) => /^[a-z]+(?:-[a-z]+)*$/.test(word) && word !== 'files');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const pascal = (word: string): string => word.split('-').map(capital).join('');

/** Whether an exported name is of a thing that the word means: `createBadgeOrders`, `RefundState`; numbers of one (`orderNoOf…`) are not. */
function isAbout(name: string, word: string): boolean {
  const noun = capital(name.replace(/^(?:create|viewOf|New|read|assert)(?=[A-Z])/, ''));
  return [word, aliases[word] ?? word].some((each) =>
    new RegExp(`^${pascal(each)}s?(?!No[A-Z])(?=[A-Z]|$)`).test(noun),
  );
}

/** What a file exports about a word that its name does not bear. */
function strays(file: string, source: string, words: readonly string[]): string[] {
  const names = [...source.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm)].map(
    ([, name]) => name!,
  );
  return names
    .filter((name) => words.some((word) => isAbout(name, word) && !basename(file).includes(word)))
    .map((name) => `${file} ${name}`);
}

describe('slices', () => {
  const words = wordsIn(read('README.md'));
  const files = sources().filter((file) => folders.test(file) && !isShared(file));
  const kept = Object.keys(exceptions);

  it("given the glossary's words, when what is exported about each is looked for, then it is in files of that name, but for what is listed", () => {
    assert.ok(words.includes('badge-order') && words.includes('production') && words.length >= 15, words.join());
    const found = files.flatMap((file) => strays(file, read(file), words));
    assert.deepEqual(
      found.filter((each) => !kept.includes(each)),
      [],
    );
    // An exception that nothing needs any more goes.
    assert.deepEqual(
      kept.filter((each) => !found.includes(each)),
      [],
    );
  });

  it("given the glossary's words, when files of their names are looked for, then each is in two folders at least, its repository among them", () => {
    const foldersOf = (word: string) =>
      new Set(files.filter((file) => basename(file).includes(word)).map((file) => file.split('/')[0]));
    for (const word of words) assert.ok(foldersOf(word).size >= 2 && foldersOf(word).has('db'), word);
  });

  const caught: [file: string, source: string][] = [
    ['db/order-line.ts', 'export function createOrderLines(store: Store) {}'],
    ['db/thing.ts', 'export interface BadgeOrderRow {}'],
    ['api/thing.ts', 'export const refundView = 1;'],
    ['activities/thing.ts', 'export async function invoiceRecords() {}'],
  ];
  for (const [file, source] of caught)
    it(`given ${file}, when it says ${source}, then it is caught`, () =>
      assert.equal(strays(file, source, words).length, 1));

  const passing: [file: string, source: string][] = [
    ['db/order/badge-order-line.ts', 'export function createOrderLines(store: Store) {}'],
    ['domain/shipment.ts', 'export function orderNoOfShipment() {}'],
    ['api/routes/order/refund.ts', 'export const refundView = 1;'],
    ['db/thing.ts', 'export type Ordering = 1;'],
  ];
  for (const [file, source] of passing)
    it(`given ${file}, when it says ${source}, then it passes`, () =>
      assert.deepEqual(strays(file, source, words), []));
});
