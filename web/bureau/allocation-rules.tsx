import { Form, Select } from 'antd';
import { api, client, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { usePlaces } from '../parts/places.ts';
import { Reading } from '../parts/reading.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import { allocationWords } from './allocation-words.ts';
import { Deed } from './deed.tsx';
import { useDelegations } from './delegations-of.ts';
import { ChoiceField, useField } from './fields.tsx';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Rule = Schemas['AllocationRules']['items'][number];

/** G1.2: whose units without a code are, by their registered address. */
export function AllocationRulesPage() {
  const words = useWords(allocationWords);
  const area = useWords(bureauWords);
  const { province, city } = {
    province: useField()({ name: 'province' }).label,
    city: useField()({ name: 'city' }).label,
  };
  const rules = api.useQuery('get', '/bureau/allocation-rules');
  const { nameOfNo } = useDelegations();
  const { provinceWord, cityWord } = usePlaces();
  return (
    <Page title={area.allocationRules} actions={<Add />}>
      <p className="quiet">{words.rulesHelp}</p>
      <Reading of={rules}>
        {({ items }) => (
          <WholeTable<Rule>
            label={words.rules}
            rowKey={({ province: of, city: part }) => `${of}/${part ?? ''}`}
            rows={items}
            empty={words.noRules}
            columns={[
              { title: province, dataIndex: 'province', render: provinceWord },
              {
                title: city,
                render: (_, rule) => (rule.city === null ? words.restOfProvince : cityWord(rule.city, rule.province)),
              },
              { title: area.delegation, dataIndex: 'delegationNo', render: nameOfNo },
              {
                title: area.actions,
                key: 'actions',
                render: (_, rule) => (
                  <span className="buttons">
                    <Change of={rule} />
                    <Remove of={rule} />
                  </span>
                ),
              },
            ]}
          />
        )}
      </Reading>
    </Page>
  );
}

/** A rule of the rest of a province has no city. */
const placeIn = ({ province, city }: Pick<Rule, 'province' | 'city'>) => ({ province, ...(city ? { city } : {}) });

function Change({ of: rule }: { of: Rule }) {
  const words = useWords(allocationWords);
  const { idOptions } = useDelegations();
  const { place } = usePlaces();
  return (
    <Deed
      name={words.change}
      of={place(rule)}
      initial={{ delegationId: rule.delegationId }}
      send={(_, { delegationId }: { delegationId: number }) =>
        client.PUT('/bureau/allocation-rules', { body: { ...placeIn(rule), delegationId } })
      }
    >
      <ChoiceField name="delegationId" options={idOptions} />
    </Deed>
  );
}

function Remove({ of: rule }: { of: Rule }) {
  const words = useWords(allocationWords);
  const { remove } = useWords(common);
  const { place } = usePlaces();
  return (
    <Deed
      name={remove}
      of={place(rule)}
      kind="danger"
      send={() => client.PUT('/bureau/allocation-rules', { body: { ...placeIn(rule), delegationId: null } })}
    >
      <p>{words.removeHelp(place(rule))}</p>
    </Deed>
  );
}

interface NewRule {
  province: string;
  city?: string;
  delegationId: number;
}

function Add() {
  const words = useWords(allocationWords);
  const { idOptions } = useDelegations();
  return (
    <Deed
      name={words.add}
      kind="primary"
      send={(_, { delegationId, city, province }: NewRule) =>
        client.PUT('/bureau/allocation-rules', {
          body: { ...placeIn({ province, city: city ?? null }), delegationId },
        })
      }
    >
      <PlaceFields />
      <ChoiceField name="delegationId" options={idOptions} />
    </Deed>
  );
}

/** Rules go by the names that addresses have. */
function PlaceFields() {
  const field = useField();
  const words = useWords(allocationWords);
  const language = useLanguage();
  const provinces = useVocabulary('provinces');
  const cities = useVocabulary('cities');
  const form = Form.useFormInstance<NewRule>();
  const province = Form.useWatch('province', form);
  const code = provinces.items.find(({ zh }) => zh === province)?.code;
  const named = (items: typeof provinces.items) => items.map((item) => ({ value: item.zh, label: item[language] }));
  return (
    <>
      <Form.Item {...field({ name: 'province' })}>
        <Select
          options={named(provinces.items)}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={() => form.setFieldValue('city', undefined)}
        />
      </Form.Item>
      <Form.Item {...field({ name: 'city', optional: true })}>
        <Select
          allowClear
          options={named(cities.items.filter(({ parent }) => parent === code))}
          placeholder={words.restOfProvince}
          showSearch={{ optionFilterProp: 'label' }}
          disabled={code === undefined}
        />
      </Form.Item>
    </>
  );
}
