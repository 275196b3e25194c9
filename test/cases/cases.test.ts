import assert from 'node:assert/strict';
import type { Reply } from '../support/api.ts';
import { cases, type Case } from './case.ts';
import type { Kind } from './check.ts';
import * as contact from './checks/contact.ts';
import * as document from './checks/document.ts';
import { importWords } from './checks/import-word.ts';
import * as list from './checks/list.ts';
import * as message from './checks/message.ts';
import * as name from './checks/name.ts';
import { photoShape } from './checks/photo.ts';
import * as sheet from './checks/sheet.ts';
import * as text from './checks/text.ts';
import { openTheatre, type Theatre } from './theatre.ts';

const kinds: Readonly<Record<string, Kind>> = {
  'sheet-reach': sheet.sheetReach,
  'hidden-sheet': sheet.hiddenSheet,
  bytes: sheet.bytes,
  headers: sheet.headers,
  'upload-type': sheet.uploadType,
  'import-words': importWords,
  'latin-names': name.latinNames,
  'one-name': name.oneNameOnly,
  'one-document': document.oneDocument,
  'permit-forms': document.permitForms,
  'region-country': document.regionCountry,
  'line-breaks': text.lineBreaks,
  invisible: text.invisible,
  'empty-optional': text.emptyOptional,
  'phone-email': contact.phoneEmail,
  'typed-code': contact.typedCode,
  'invoice-title': contact.invoiceTitle,
  'row-order': list.rowOrder,
  'search-width': list.searchWidth,
  paging: list.paging,
  'export-cells': list.exportCells,
  'photo-shape': photoShape,
  messages: message.messages,
  allow: message.allow,
};

/** Other answers that what is to be seen allows, by the words of `want.effect`. */
const asRight: Readonly<Record<string, { status: number; code?: string }>> = {
  // "where the list does not take such a card": the first step is the refused one, and the second is taken.
  'card-mainland-overseas': { status: 201 },
  'card-overseas-mainland': { status: 422, code: 'document_invalid' },
  // "or a refusal that says UTF-16". The last line of this file ends in two single bytes, as where a program appends \r\n to UTF-16: they
  // are the unassigned U+0A0D, in the cell of the pickup.
  'utf16-tabs': { status: 422, code: 'import_rejected' },
};
/** Whose earlier steps may be refused. */
const mayRefuse = ['card-mainland-overseas'];

function assertWanted({ id, want }: Case, { status, body }: Reply): void {
  const told = JSON.stringify(Buffer.isBuffer(body) ? null : body);
  const other = asRight[id];
  if (other && status === other.status && (!other.code || body.code === other.code)) return;
  assert.ok([want.status].flat().includes(status), `${status}, not ${[want.status].join(' or ')}: ${told}`);
  if (want.code) assert.equal(body.code, want.code, told);
}

describe('cases', () => {
  let theatre: Theatre;
  before(async () => (theatre = await openTheatre()));
  after(() => theatre.close());

  it('given the cases, when their kinds are looked up, then each kind is judged', () => {
    assert.deepEqual(new Set(cases.map(({ kind }) => kind)), new Set(Object.keys(kinds)));
  });

  for (const [kind, { effect, neighbours = [] }] of Object.entries(kinds))
    describe(kind, () => {
      for (const of of cases.filter((each) => each.kind === kind))
        it(`${of.id}: ${of.when}`, async () => {
          const scene = await theatre.scene(of.given);
          const replies: Reply[] = [];
          for (const step of of.steps) replies.push(await scene.send(step));
          const last = replies.at(-1)!;
          for (const { status, body } of replies.slice(0, -1))
            assert.ok(status < 300 || mayRefuse.includes(of.id), JSON.stringify(body));
          assertWanted(of, last);
          await (typeof effect === 'function' ? effect : effect[of.id]!)({ of, scene, step: of.steps.at(-1)!, last });
        });

      for (const { title, given, check } of neighbours) it(title, async () => check(await theatre.scene(given)));
    });
});
