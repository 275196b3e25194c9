import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';
import { moneyWords } from './money-words.ts';
import { TitleForm } from './title-form.tsx';

/** What invoices can be made out to (G7.1). */
export function InvoiceTitlesPage() {
  const words = { ...useWords(common), ...useWords(moneyWords), deeds: useWords(accountWords).deeds };
  const label = useLabels();
  const format = useFormat();
  const titles = usePages('/invoice-titles');
  const [isAdding, setAdding] = useState(false);
  const remove = useAction(
    (_once, titleId: string) => client.DELETE('/invoice-titles/{titleId}', { params: { path: { titleId } } }),
    { changes: ['/invoice-titles'] },
  );
  return (
    <Page
      title={words.titlesPage}
      actions={
        <Button type="primary" onClick={() => setAdding(true)}>
          {words.newTitle}
        </Button>
      }
    >
      <ProblemAlert of={remove.problem} />
      <ListTable
        of={titles}
        rowKey="titleId"
        label={words.titlesPage}
        empty={words.titlesEmpty}
        columns={[
          { title: label('title'), dataIndex: 'title' },
          { title: words.titleKind, render: (_, { kind }) => words[kind] },
          { title: label('taxNo'), dataIndex: 'taxNo' },
          { title: words.addedAt, render: (_, { createdAt }) => format.day(createdAt) },
          {
            title: words.deeds,
            render: (_, { titleId, title }) => (
              <Popconfirm
                title={words.removeTitleQuestion}
                okText={words.remove}
                cancelText={words.cancel}
                okButtonProps={{ danger: true }}
                onConfirm={() => remove.run(titleId)}
              >
                <Button danger size="small" aria-label={words.removeTitle(title)}>
                  {words.remove}
                </Button>
              </Popconfirm>
            ),
          },
        ]}
      />
      <TitleForm open={isAdding} onClose={() => setAdding(false)} />
    </Page>
  );
}
