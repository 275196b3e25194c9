import assert from 'node:assert/strict';
import { worded } from '../../domain/message.ts';
import { headingsOf } from '../../api/sheet-header.ts';
import { faultOf, readTable } from '../../api/spreadsheet.ts';
import { textRow, workbookEntries, zipOf, type ZipEntry } from '../support/workbook.ts';

const mebibyte = 1_048_576;
const honest = textRow(1, ['name', 'position']);

async function read(file: Buffer): Promise<string[][]> {
  const table = await readTable({ bytes: file });
  assert.ok('rows' in table, JSON.stringify(table));
  return table.rows.map((row) =>
    row.map(({ text, digitsLost, isError }) => text + (digitsLost ? ' (lost)' : '') + (isError ? ' (error)' : '')),
  );
}

const readSheet = (data: string, more: Omit<Parameters<typeof workbookEntries>[0], 'data'> = {}) =>
  read(zipOf(workbookEntries({ data, ...more })));

/** The code of the refusal, and what it says. */
async function refusalOf(file: Buffer): Promise<{ code: string; message: string }> {
  const table = await readTable({ bytes: file });
  assert.ok('fault' in table, `was read: ${JSON.stringify(table).slice(0, 200)}`);
  const { path, code, message } = faultOf(table.fault);
  assert.equal(path, 'file');
  return { code, message: worded(message, 'en') };
}

describe('reading of uploaded tables', () => {
  describe('cells', () => {
    it('given the kinds of cells that programs write, when read, then each is the text a person sees', async () => {
      const strings =
        '<si><t>  shared </t></si><si><r><t>in </t></r><r><t>runs</t></r><rPh sb="0" eb="1"><t>yin</t></rPh></si><si><t>a_x000D_b &amp; 中</t></si>';
      const styles =
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="4"/></cellXfs>';
      const cells = [
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="str"><f>A1</f><v>formula</v></c><c t="inlineStr"><is><t>in</t><r><t>line</t></r></is></c>',
        '<c><v>7</v></c><c t="n"><v>1.5E3</v></c><c><v>440604199001010001</v></c><c s="3"><v>43774</v></c><c s="1"><v>43774.5</v></c><c s="2"><v>43774</v></c>',
        '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2019-11-05T00:00:00Z</v></c><c s="1"/><c t="s"/>',
      ];
      assert.deepEqual(await readSheet(cells.map((row) => `<row>${row}</row>`).join(''), { strings, styles }), [
        ['shared', 'in runs', 'a\rb & 中', 'formula', 'inline'],
        ['7', '1500', '440604199001010000 (lost)', '43774', '2019-11-05', '2019-11-05'],
        ['true', 'false', '#N/A (error)', '2019-11-05'],
      ]);
      assert.deepEqual(
        await readSheet('<row><c s="0"><v>42312</v></c></row>', {
          styles: '<cellXfs><xf numFmtId="14"/></cellXfs>',
          workbook: '<workbookPr date1904="1"/>',
        }),
        [['2019-11-05']],
      );
    });

    it('given places stated, left out, and written with a namespace’s prefix, when read, then each cell is in its place', async () => {
      const rows = '<row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>';
      assert.deepEqual(await readSheet(rows), [[], ['', '1', '2'], ['3']]);
      const prefixed = workbookEntries({ data: '' }).map((entry) =>
        entry.name.includes('sheet1')
          ? {
              ...entry,
              content:
                '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>4</x:v></x:c></x:row></x:sheetData></x:worksheet>',
            }
          : entry,
      );
      assert.deepEqual(await read(zipOf(prefixed)), [['4']]);
    });

    it('given cells that are empty far away, when read, then they do not count; a filled one is refused by its name', async () => {
      const far = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row>';
      assert.deepEqual(await readSheet(honest + far), [['name', 'position']]);
      for (const [row, cell] of [
        [2_001, 'A2001'],
        [5_000, 'AB5000'],
        [1, 'GS1'],
        [1_048_576, 'XFD1048576'],
      ] as const) {
        for (const quote of ['"', "'"]) {
          const data = `${honest}<row r=${quote}${row}${quote}><c r=${quote}${cell}${quote}><v>1</v></c></row>`;
          const { code, message } = await refusalOf(zipOf(workbookEntries({ data })));
          assert.equal(code, 'cell_out_of_range');
          assert.ok(message.startsWith(`Cell ${cell} is filled`), message);
        }
      }
      const lines = Buffer.from(`${'a\r\n'.repeat(2_000)}b`);
      assert.match((await refusalOf(lines)).message, /^Cell A2001 is filled/);
      assert.equal((await read(lines.subarray(0, -1))).length, 2_000);
    });

    it('given what is no cell of a sheet, when read, then the file is refused', async () => {
      for (const cell of [
        '<c r="a1"><v>1</v></c>',
        '<c r="A0"><v>1</v></c>',
        '<c r="A99999999"><v>1</v></c>',
        '<c t="s"><v>9</v></c>',
        '<c t="?"><v>1</v></c>',
        '<c><v>one</v></c>',
        '<c>',
      ]) {
        assert.equal(
          (await refusalOf(zipOf(workbookEntries({ data: `<row>${cell}</row>` })))).code,
          'file_unreadable',
          cell,
        );
      }
    });
  });

  describe('which sheet', () => {
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    /** A workbook of sheets by their states and kinds; each says which it is. */
    const workbookOf = (sheets: { state?: string; kind?: string; data?: string }[]) =>
      zipOf([
        {
          name: 'xl/workbook.xml',
          content: `<workbook xmlns:r="${office}"><sheets>${sheets.map(({ state }, index) => `<sheet name="s${index}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="r${index}"/>`).join('')}</sheets></workbook>`,
        },
        {
          name: 'xl/_rels/workbook.xml.rels',
          content: `<Relationships>${sheets.map(({ kind = 'worksheet' }, index) => `<Relationship Id="r${index}" Type="${office}/${kind}" Target="/xl/s${index}.xml"/>`).join('')}</Relationships>`,
        },
        ...sheets.map(({ data }, index) => ({
          name: `xl/s${index}.xml`,
          content: `<worksheet><sheetData>${data ?? textRow(1, [`sheet ${index}`])}</sheetData></worksheet>`,
        })),
      ]);

    it('given hidden sheets and charts before it, when read, then the first sheet a person sees is', async () => {
      for (const [sheets, first] of [
        [[{}, {}], 'sheet 0'],
        [[{ state: 'hidden' }, { state: 'veryHidden' }, { state: 'visible' }, {}], 'sheet 2'],
        [[{ kind: 'chartsheet' }, {}], 'sheet 1'],
      ] as const)
        assert.deepEqual(await read(workbookOf([...sheets])), [[first]]);
      assert.equal((await refusalOf(workbookOf([{ state: 'hidden' }]))).code, 'file_unreadable');
    });

    it('given covers, empty sheets and other lists beside it, when read for its headings, then the sheet with most of them is; without any, the first with anything', async () => {
      const headings = headingsOf(['name', 'sex', 'position'].map((name) => [name, name]));
      const data = (...texts: string[]) => textRow(2, texts);
      const far = '<row r="9000"><c r="A9000"><v>1</v></c></row>';
      for (const [sheets, sheet] of [
        [[{ data: '' }, { data: data('How to fill in: name') }, { data: data('Name', 'Sex') }, { data: far }], 's2'],
        [[{ data: data('sex', 'x') }, { data: data('Name (as on the card)', 'SEX*', 'x') }], 's1'],
        [[{ data: data('Name', 'Sex') }, { state: 'hidden', data: data('Name', 'Sex', 'Position') }], 's0'],
        [[{ data: '' }, { data: data('x') }, { data: data('y') }], 's1'],
      ] as const) {
        const table = await readTable({ bytes: workbookOf([...sheets]), headings });
        assert.equal('rows' in table && table.sheet, sheet, JSON.stringify(table));
      }
      assert.equal((await refusalOf(workbookOf([{ data: '' }, { data: '' }]))).code, 'file_empty');
    });
  });

  describe('text', () => {
    const rows = [
      ['Name', 'Position'],
      ['Ann "A", B; C', 'x'],
    ];
    const quoted = (delimiter: string, lineEnd: string) =>
      rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)).join(lineEnd);

    it('given commas, semicolons or tabs, any end of line, titles above and the line of Excel’s own, when read, then the cells are there', async () => {
      for (const delimiter of [',', ';', '\t']) {
        for (const lineEnd of ['\r\n', '\n', '\r']) {
          const text = quoted(delimiter, lineEnd);
          assert.deepEqual(await read(Buffer.from(text)), rows);
          assert.deepEqual(await read(Buffer.from(`\ufeffList${lineEnd}${lineEnd}${text}`)), [['List'], [], ...rows]);
          assert.deepEqual(await read(Buffer.from(`sep=${delimiter}${lineEnd}${text}`)), rows);
        }
      }
      assert.deepEqual(await read(Buffer.from('a,b\r\n"1\n2",3\n4,5\r\n')), [
        ['a', 'b'],
        ['1\n2', '3'],
        ['4', '5'],
      ]);
    });

    it('given marks by which programs keep numbers and formulas as text, when read, then they are taken off', async () => {
      const cells = [
        '="0123"',
        '"=""914406005286427304"""',
        '"\t9144E12"',
        "'=1+1",
        "''-x",
        "'quoted",
        '4.40604E+17',
        '#NAME?',
        '#1',
      ];
      assert.deepEqual((await read(Buffer.from(cells.join('\r\n')))).flat(), [
        '0123',
        '914406005286427304',
        '9144E12',
        '=1+1',
        "'-x",
        "'quoted",
        '4.40604E+17 (lost)',
        '#NAME? (error)',
        '#1',
      ]);
    });

    it('given what is in the file and another name, when read, then what is in it decides; an old workbook and lost characters are refused', async () => {
      assert.deepEqual(await read(Buffer.from('not a zip, not an image')), [['not a zip', 'not an image']]);
      const old = await refusalOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'));
      assert.equal(old.code, 'old_workbook');
      assert.match(old.message, /Save it as \.xlsx/);
      assert.deepEqual(await refusalOf(Buffer.from('a\r\nM\ufffdLLER\r\n')), {
        code: 'text_damaged',
        message: 'Cell A2 holds the sign of a lost character (\ufffd). Put it right and send the file again.',
      });
      const { code, message } = await refusalOf(Buffer.from('a\r\nM\u00fcller\r\n', 'latin1'));
      assert.equal(code, 'encoding_unknown');
      assert.match(message, /line 2.*CSV UTF-8/);
    });

    it('given cells of what cannot be seen, when read, then they are empty', async () => {
      assert.deepEqual(await read(Buffer.from('a,b\r\n\u200b,\u3164\r\n')), [['a', 'b']]);
    });
  });

  describe('hostile zips', () => {
    const bomb: ZipEntry = { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(50 * mebibyte, '<c/>') };

    it('given entries that the directory does not know, when read, then only what it knows is read', async () => {
      const file = zipOf([{ ...bomb, listed: false }, ...workbookEntries({ data: honest })]);
      assert.ok(file.length < 200_000, `${file.length} bytes`);
      assert.deepEqual(await read(file), [['name', 'position']]);
    });

    it('given another directory before the last one, when read, then the last one counts', async () => {
      const decoy = zipOf(workbookEntries({ data: textRow(1, ['decoy']) }));
      assert.deepEqual(await read(zipOf(workbookEntries({ data: honest }), decoy)), [['name', 'position']]);
      const hidden = [...workbookEntries({ data: honest }).filter(({ name }) => name !== bomb.name), bomb];
      assert.equal((await refusalOf(zipOf(hidden, decoy))).code, 'file_too_large');
    });

    it('given a directory that promises less than there is, when read, then no more than the promise is unpacked', async () => {
      const entries = workbookEntries({ data: honest }).map((entry) =>
        entry.name === bomb.name ? { ...bomb, promised: 1_000 } : entry,
      );
      assert.equal((await refusalOf(zipOf(entries))).code, 'file_unreadable');
    });

    it('given entries that unpack to too much together, are too many, or bear one name, when read, then the file is refused', async () => {
      const more = (count: number, promised: number) =>
        Array.from({ length: count }, (_, index) => ({ name: `xl/media/${index}`, content: '', promised }));
      const entries = workbookEntries({ data: honest });
      assert.equal((await refusalOf(zipOf([...entries, ...more(5, 4_000_000)]))).code, 'file_too_large');
      assert.equal((await refusalOf(zipOf([...entries, ...more(1_000, 0)]))).code, 'file_too_large');
      assert.deepEqual(await read(zipOf([...entries, ...more(4, 4_000_000)])), [['name', 'position']]);
      assert.equal((await refusalOf(zipOf([...entries, ...entries]))).code, 'file_unreadable');
    });
  });

  describe('hostile XML', () => {
    const codeOf = async (data: string, more: { strings?: string } = {}) =>
      (await refusalOf(zipOf(workbookEntries({ data, ...more })))).code;

    it('given XML that is too deep, too broad, or has a document type, when read, then the file is refused', async () => {
      assert.equal(await codeOf('<a>'.repeat(5_000_000)), 'file_unreadable');
      assert.equal(
        await codeOf(`<c ${Array.from({ length: 500_000 }, (_, index) => `a${index}=""`).join(' ')}/>`),
        'file_unreadable',
      );
      const entities = `<!DOCTYPE x [<!ENTITY a "${'x'.repeat(1_000)}"><!ENTITY b "${'&a;'.repeat(1_000)}">]><worksheet><sheetData><row><c t="str"><v>${'&b;'.repeat(1_000)}</v></c></row></sheetData></worksheet>`;
      const file = zipOf(
        workbookEntries({ data: '' }).map((entry) =>
          entry.name.includes('sheet1') ? { ...entry, content: entities } : entry,
        ),
      );
      assert.equal((await refusalOf(file)).code, 'file_unreadable');
    });

    it('given one long text in many cells, or more filled cells than people have, when read, then the file is refused before it grows', async () => {
      const cells = (cell: string) => `<row>${cell.repeat(200)}</row>`.repeat(1_000);
      const before = process.memoryUsage().rss;
      assert.equal(
        await codeOf(cells('<c t="s"><v>0</v></c>'), { strings: `<si><t>${'x'.repeat(1_000_000)}</t></si>` }),
        'file_too_large',
      );
      assert.equal(await codeOf(cells('<c><v>1</v></c>')), 'file_too_large');
      const grown = Math.round((process.memoryUsage().rss - before) / mebibyte);
      // 200,000 times a million characters would be 200,000 MiB.
      assert.ok(grown < 1_000, `${grown} MiB`);
    });
  });
});
