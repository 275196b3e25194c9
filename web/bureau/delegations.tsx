import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { client, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { usePlaces } from '../parts/places.ts';
import { Reading } from '../parts/reading.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { Deed } from './deed.tsx';
import { delegationWords } from './delegation-words.ts';
import { useDelegations } from './delegations-of.ts';
import { ChoiceField, LineField, NumberField, useField } from './fields.tsx';
import { delegationsQuery } from './versioned.ts';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Delegation = Schemas['DelegationsWithUse']['items'][number];
type Planned = Schemas['PlannedDelegation'];
interface Branch extends Delegation {
  children?: Branch[];
}

/** Those below a number, with those below them. */
const branchesOf = (all: readonly Delegation[], parentNo: number | null): Branch[] =>
  all
    .filter((each) => each.parentNo === parentNo)
    .map((each) => {
      const children = branchesOf(all, each.no);
      return children.length > 0 ? { ...each, children } : each;
    });

/** The tree of delegations (G1.5), and whose units without a code each gets. */
export function DelegationsPage() {
  const words = useWords(delegationWords);
  const area = useWords(bureauWords);
  const labels = useLabels();
  const language = useLanguage();
  const { list } = useFormat();
  const { path } = usePlaces();
  const delegations = useQuery(delegationsQuery);
  return (
    <Page title={area.delegations} actions={<Add />}>
      <p className="quiet">{words.useHelp}</p>
      <Reading of={delegations}>
        {({ value: { items }, version }) => (
          <WholeTable<Branch>
            label={words.list}
            rowKey="no"
            rows={branchesOf(items, null)}
            expandable={{ defaultExpandAllRows: true }}
            empty={words.empty}
            columns={[
              {
                title: words.name,
                dataIndex: 'no',
                render: (no: number, { nameZh, nameEn }) => (
                  <span className="tree-name">{`${no} ${language === 'zh' ? nameZh : nameEn}`}</span>
                ),
              },
              { title: labels('organisationZh'), dataIndex: 'organisationZh' },
              {
                title: words.contacts,
                dataIndex: 'contactsZh',
                render: (contacts: string, { phones }) => (
                  <span className="lines">
                    <span>{contacts}</span>
                    <span className="quiet">{phones}</span>
                  </span>
                ),
              },
              {
                title: labels('places'),
                dataIndex: 'places',
                render: (places: string[]) => <span className="wrapped">{list(places.map(path))}</span>,
              },
              {
                title: words.use,
                key: 'use',
                className: 'number',
                render: (_, { units, staff, invitationCodes }) => `${units} / ${staff} / ${invitationCodes}`,
              },
              {
                title: area.actions,
                key: 'actions',
                render: (_, delegation) => <Change of={delegation} version={version} />,
              },
            ]}
          />
        )}
      </Reading>
    </Page>
  );
}

const changes = ['/bureau/delegations', '/bureau/allocation-rules', '/delegations'];

function Add() {
  const words = useWords(delegationWords);
  return (
    <Deed
      name={words.add}
      kind="primary"
      changes={changes}
      initial={{ kind: 'region', places: [] }}
      send={(header, { parentNo, ...rest }: Planned) =>
        client.POST('/bureau/delegations', { params: { header }, body: { parentNo: parentNo ?? null, ...rest } })
      }
    >
      <NumberField name="no" min={1} max={10_000} />
      <DelegationFields />
    </Deed>
  );
}

function Change({ of: delegation, version }: { of: Branch; version: string }) {
  const words = useWords(delegationWords);
  const { no, nameZh, nameEn, organisationZh, contactsZh, phones, kind, parentNo, places } = delegation;
  return (
    <Deed
      name={words.change}
      of={`${no} ${nameZh}`}
      changes={changes}
      initial={{ nameZh, nameEn, organisationZh, contactsZh, phones, kind, parentNo, places }}
      send={(_, { parentNo: parent, ...rest }: Omit<Planned, 'no'>) =>
        client.PATCH('/bureau/delegations/{no}', {
          params: { path: { no }, header: { 'If-Match': version } },
          body: { parentNo: parent ?? null, ...rest },
        })
      }
    >
      <p className="quiet">{words.stale}</p>
      <DelegationFields />
    </Deed>
  );
}

function DelegationFields() {
  const words = useWords(delegationWords);
  const { options } = useDelegations();
  const field = useField();
  return (
    <div className="pairs">
      <LineField name="nameZh" max={100} />
      <LineField name="nameEn" max={200} />
      <LineField name="organisationZh" max={100} />
      <LineField name="contactsZh" max={200} />
      <LineField name="phones" max={200} />
      <ChoiceField
        name="kind"
        options={[
          { value: 'region', label: words.region },
          { value: 'industry', label: words.industry },
        ]}
      />
      <ChoiceField name="parentNo" options={options} placeholder={words.top} optional />
      <Form.Item {...field({ name: 'places', optional: true, className: 'whole' })} extra={words.placesHelp}>
        <Select mode="tags" options={usePlaceOptions()} maxTagCount={20} />
      </Form.Item>
    </div>
  );
}

/** Provinces, and their cities as the API writes them. */
function usePlaceOptions() {
  const language = useLanguage();
  const provinces = useVocabulary('provinces').items;
  const cities = useVocabulary('cities').items;
  const named = new Map(provinces.map((province) => [province.code, province]));
  const option = (...parts: { zh: string; en: string }[]) => ({
    value: parts.map(({ zh }) => zh).join('/'),
    label: parts.map((part) => part[language]).join('/'),
  });
  return [
    ...provinces.map((province) => option(province)),
    ...cities.map((city) => option(...[named.get(city.parent ?? '')].filter((each) => each !== undefined), city)),
  ];
}
