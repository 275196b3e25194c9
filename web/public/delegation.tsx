import { Grid, type TableProps } from 'antd';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter } from '../parts/filters.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { publicWords } from './words.ts';

type Delegation = Schemas['Delegation'];

/** The contact table of the delegations (G1.5). */
export default function DelegationsPage() {
  const words = useWords(publicWords);
  const language = useLanguage();
  const [{ query }, change] = useFilter(['query']);
  const { md } = Grid.useBreakpoint();
  const name = language === 'zh' ? ('nameZh' as const) : ('nameEn' as const);
  const pages = usePages('/delegations', { limit: 50, ...(query ? { query } : {}) });
  const wide: TableProps<Delegation>['columns'] = [
    { title: words.no, dataIndex: 'no', align: 'right', width: 64 },
    { title: words.delegation, dataIndex: name },
    { title: words.organisation, dataIndex: 'organisationZh' },
    { title: words.people, dataIndex: 'contactsZh' },
    { title: words.phones, dataIndex: 'phones' },
  ];
  const narrow: TableProps<Delegation>['columns'] = [
    {
      title: words.delegation,
      render: (_, row) => (
        <div className="half">
          {row.no}. {row[name]}
          <br />
          <span className="quiet">{row.organisationZh}</span>
        </div>
      ),
    },
    {
      title: words.people,
      render: (_, { contactsZh, phones }) => (
        <div className="half">
          {contactsZh}
          <br />
          {phones}
        </div>
      ),
    },
  ];
  return (
    <Page title={words.contacts}>
      <p className="quiet">{words.contactsHelp}</p>
      <search className="filters">
        <SearchFilter label={words.search} value={query} onChange={(typed) => change({ query: typed })} />
      </search>
      <ListTable<Delegation>
        of={pages}
        rowKey="delegationId"
        label={words.contacts}
        empty={words.noneFound}
        columns={md === false ? narrow : wide}
      />
    </Page>
  );
}
