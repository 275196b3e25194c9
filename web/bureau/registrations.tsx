import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { State } from '../parts/states.tsx';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { UnitCell } from './cells.tsx';
import { categoryWords, optionsOf, registrationStateWords } from '../parts/codes.ts';
import { useDelegations } from './delegations-of.ts';
import { registrationWords } from './registration-words.ts';
import { bureauWords } from './words.ts';

type Registration = Schemas['QueuedRegistration'];

/** Any unit, to see it and to help it. */
export function RegistrationsPage() {
  const words = useWords(registrationWords);
  const area = useWords(bureauWords);
  const categories = useWords(categoryWords);
  const states = useWords(registrationStateWords);
  const format = useFormat();
  const delegations = useDelegations();
  const [{ query, state, delegation }, change] = useFilter(['query', 'state', 'delegation']);
  const registrations = usePages('/review/registrations', {
    ...(query ? { query } : {}),
    ...(state ? { state: [state as Registration['state']] } : {}),
    ...(delegation ? { delegation: Number(delegation) } : {}),
  });
  return (
    <Page title={area.registrations}>
      <div className="filters">
        <SearchFilter label={words.query} value={query} onChange={(typed) => change({ query: typed })} />
        <SelectFilter
          label={area.state}
          value={state}
          options={optionsOf(states)}
          onChange={(chosen) => change({ state: chosen })}
        />
        <SelectFilter
          label={area.delegation}
          value={delegation}
          options={delegations.options.map(({ value, label }) => ({ value: String(value), label }))}
          onChange={(chosen) => change({ delegation: chosen })}
        />
      </div>
      <ListTable<Registration>
        of={registrations}
        rowKey="registrationId"
        label={words.list}
        empty={words.empty}
        columns={[
          { title: area.unit, dataIndex: 'unitName', render: (_, unit) => <UnitCell of={unit} /> },
          { title: area.account, dataIndex: 'uscc', render: (_, unit) => accountOf(unit) },
          {
            title: area.category,
            dataIndex: 'category',
            render: (category: Registration['category']) => categories[category],
          },
          {
            title: area.state,
            dataIndex: 'state',
            render: (of: Registration['state']) => <State of="registration" state={of} />,
          },
          { title: words.createdAt, dataIndex: 'createdAt', render: format.time },
          { title: words.submittedAt, dataIndex: 'submittedAt', render: format.time },
        ]}
      />
    </Page>
  );
}

/** As its unit logs in: by its credit code, else by country and number. */
const accountOf = ({ uscc, country, businessNo }: Registration): string => uscc ?? `${country}:${businessNo}`;
