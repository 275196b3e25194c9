import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { Alert, Button, Radio, Result, Spin } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { attendeeLists } from '../../domain/attendee.ts';
import { labelOf } from '../../domain/attendee-field.ts';
import { beginningInRow } from '../../domain/field-label.ts';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { download } from '../client/download.ts';
import type { FieldFault } from '../client/problem.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import type { List } from './attendee-list.ts';
import { attendeeWords } from './attendee-words.ts';
import { FilePick } from './file-pick.tsx';
import { unitWords } from './words.ts';

const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A sheet as it was chosen; `list` is the one whose columns it has. */
interface Sheet {
  list: List;
  file: File;
}

/** A file as it is, under what it is called; the API reads what it is. */
const sheetOf = ({ list, file }: Sheet, dryRun: 'true' | 'false') => ({
  params: { query: { list, dryRun } },
  headers: { 'Content-Type': file.name.toLowerCase().endsWith('.xlsx') ? workbook : 'text/csv' },
  body: file as never,
  bodySerializer: (body: unknown) => body as never,
});

/** A sheet, and what it is known by: the same one sent again is the same request. */
const marked = (chosen: Sheet) => ({ chosen, name: chosen.file.name, at: chosen.file.lastModified });
type Marked = ReturnType<typeof marked>;

/** People from a table: the template, a dry run that names every fault by row and column, and then the import (G3.3). */
export function AttendeeImportPage() {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(attendeeWords) };
  const [filter, setFilter] = useFilter(['list']);
  const list: List = attendeeLists.find((each) => each === filter.list) ?? 'mainland';
  const [sheet, setSheet] = useState<Sheet>();
  const [failed, setFailed] = useState<Error>();

  const check = useAction(async (_once, { chosen }: Marked) => {
    const { data } = await client.POST('/attendees/import', sheetOf(chosen, 'true'));
    return { data: data as Schemas['ImportDryRun'] };
  });
  const load = useAction(
    async (once, { chosen }: Marked) => {
      const request = sheetOf(chosen, 'false');
      const params = { ...request.params, header: once };
      const { data } = await client.POST('/attendees/import', { ...request, params });
      return { data: data as Schemas['Imported'] };
    },
    { changes: ['/attendees', '/registration'] },
  );
  const pick = (file: File) => {
    const chosen = { list, file };
    setSheet(chosen);
    load.forget();
    check.run(marked(chosen));
  };
  const begin = () => {
    setSheet(undefined);
    check.forget();
    load.forget();
  };
  const template = (format: 'xlsx' | 'csv') => {
    setFailed(undefined);
    download(`/attendees/import-template?list=${list}&format=${format}`, `attendees-${list}.${format}`).catch(
      setFailed,
    );
  };
  const found = sheet && check.data;
  const faults = [...(found?.errors ?? []), ...(check.problem?.faults ?? []), ...(load.problem?.faults ?? [])];
  const count = found?.importable ?? 0;
  return (
    <Page title={words.importing} actions={<Link href={`/attendees?list=${list}`}>{words.back}</Link>}>
      {load.data ? (
        <Result
          status="success"
          title={words.imported(load.data.imported)}
          subTitle={words.importedHelp}
          extra={
            <span className="buttons centred">
              <Link href={`/attendees?list=${sheet?.list ?? list}`}>{words.toList}</Link>
              <Button onClick={begin}>{words.anotherFile}</Button>
            </span>
          }
        />
      ) : (
        <>
          <p>{words.importIntro}</p>
          <section className="card">
            <h2 className="step">{words.chooseList}</h2>
            <Radio.Group
              aria-label={words.chooseList}
              value={list}
              options={attendeeLists.map((each) => ({ value: each, label: words[each] }))}
              onChange={({ target }) => {
                begin();
                setFilter({ list: target.value as List });
              }}
            />
            <h2 className="step">{words.getTemplate}</h2>
            <div className="buttons">
              <Button icon={<DownloadOutlined aria-hidden />} onClick={() => template('xlsx')}>
                {words.templateXlsx}
              </Button>
              <Button icon={<DownloadOutlined aria-hidden />} onClick={() => template('csv')}>
                {words.templateCsv}
              </Button>
            </div>
            <ProblemAlert of={failed} />
            <h2 className="step">{words.uploadFile}</h2>
            <FilePick
              type="primary"
              accept=".xlsx,.csv,.txt,.tsv"
              icon={<UploadOutlined aria-hidden />}
              loading={check.pending || load.pending}
              onPick={pick}
            >
              {sheet ? words.anotherFile : words.pickFile}
            </FilePick>
            <p className="quiet">{words.fileHelp}</p>
          </section>
          <div role="status">
            {sheet && check.pending && <Working>{words.checking(sheet.file.name)}</Working>}
            {load.pending && <Working>{words.runningImport(count)}</Working>}
            {sheet && found && faults.length === 0 && !load.pending && (
              <Alert
                type="success"
                showIcon
                title={words.checked(sheet.file.name, found.rows)}
                description={words.allGood(count)}
                action={
                  <Button type="primary" onClick={() => load.run(marked(sheet))}>
                    {words.importNow(count)}
                  </Button>
                }
              />
            )}
          </div>
          <ProblemAlert of={check.problem ?? load.problem} shownAtFields={faults.map(({ path }) => path)} />
          {sheet && faults.length > 0 && <Faults list={sheet.list} of={faults} all={found?.faults ?? faults.length} />}
        </>
      )}
    </Page>
  );
}

function Working({ children }: { children: ReactNode }) {
  return (
    <p className="buttons">
      <Spin size="small" /> {children}
    </p>
  );
}

/** Each fault by its row, as the spreadsheet counts, and its column. */
function Faults({ list, of: faults, all }: { list: List; of: readonly FieldFault[]; all: number }) {
  const words = useWords(attendeeWords);
  const language = useLanguage();
  const rows = faults.map(({ path, message, row }, index) => {
    const column = labelOf(list, path.split('.').at(-1)!)?.[language];
    // Row and column have cells of their own.
    const beginning = row !== undefined && column !== undefined ? beginningInRow(row, column, language) : '';
    const text = message.startsWith(beginning) ? message.slice(beginning.length) : message;
    return { index, row, column: column ?? words.wholeFile, text };
  });
  return (
    <section>
      <Alert
        type="error"
        showIcon
        className="told"
        title={words.faults(all)}
        description={all > faults.length ? words.faultsShown(faults.length) : undefined}
      />
      <div className="list">
        <DataTable
          label={words.fault}

          rowKey="index"
          rows={rows}
          columns={[
            { title: words.row, dataIndex: 'row', align: 'right', width: 72 },
            { title: words.column, dataIndex: 'column' },
            { title: words.fault, dataIndex: 'text' },
          ]}
        />
      </div>
    </section>
  );
}
