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
  const pages = usePages('/delegations', { limit: 50, ...(query ? { query } : {}) });
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
        columns={[
          { title: words.no, dataIndex: 'no', align: 'right', width: 64 },
          { title: words.delegation, dataIndex: language === 'zh' ? 'nameZh' : 'nameEn' },
          { title: words.organisation, dataIndex: 'organisationZh' },
          { title: words.people, dataIndex: 'contactsZh' },
          { title: words.phones, dataIndex: 'phones' },
        ]}
      />
    </Page>
  );
}
