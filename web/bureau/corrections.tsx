import { Button, Form } from 'antd';
import { useId } from 'react';
import { Link } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { State } from '../parts/states.tsx';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { UnitCell } from './cells.tsx';
import { listWords, optionsOf, permitRegionWords } from '../parts/codes.ts';
import { correctionWords } from './correction-words.ts';
import { useMayAct } from '../parts/may-act.ts';
import { ChoiceField, LineField } from './fields.tsx';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Holder = Schemas['DocumentHolder'];
interface Search {
  list: Holder['list'];
  documentNumber: string;
  region: Schemas['PermitRegion'];
  country: string;
}

function bodyOf({ list, documentNumber, region, country }: Search) {
  if (list === 'mainland') return { list, documentNumber };
  return list === 'overseas' ? { list, documentNumber, country } : { list, documentNumber, region };
}

/** On whose lists a document is, for a unit that says it is its own. */
export function CorrectionsPage() {
  const words = useWords(correctionWords);
  const area = useWords(bureauWords);
  const mayAct = useMayAct();
  const [form] = Form.useForm<Search>();
  const search = useAction((header, input: Search) =>
    client.POST('/bureau/attendees/search', { params: { header }, body: bodyOf(input) }),
  );
  const atFields = useFaultsAtFields(form, search.problem);
  return (
    <Page title={area.corrections}>
      <div className="card">
        <p>{words.help}</p>
        {mayAct ? (
          <Form form={form} layout="vertical" onFinish={search.run} initialValues={{ list: 'mainland' }}>
            <SearchFields />
            <ProblemAlert of={search.problem} shownAtFields={atFields} />
            <Button type="primary" htmlType="submit" loading={search.pending}>
              {words.find}
            </Button>
          </Form>
        ) : (
          <p>{area.readOnly}</p>
        )}
      </div>
      {search.data && <Found of={search.data.items} />}
    </Page>
  );
}

function SearchFields() {
  const lists = useWords(listWords);
  const permits = useWords(permitRegionWords);
  const countries = useVocabulary('countries');
  const list = Form.useWatch('list', Form.useFormInstance<Search>());
  return (
    <div className="field-grid">
      <ChoiceField name="list" options={optionsOf(lists)} />
      {list === 'hk_macao_taiwan' && <ChoiceField name="region" options={optionsOf(permits)} />}
      {list === 'overseas' && <ChoiceField name="country" options={countries.options} />}
      <LineField name="documentNumber" max={40} />
    </div>
  );
}

function Found({ of: holders }: { of: readonly Holder[] }) {
  const words = useWords(correctionWords);
  const area = useWords(bureauWords);
  const lists = useWords(listWords);
  const heading = useId();
  const labels = useLabels();
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{words.found}</h2>
      <WholeTable<Holder>
        label={words.found}
        rowKey="attendeeId"
        rows={holders}
        empty={words.nobody}
        columns={[
          {
            title: words.document,
            dataIndex: 'documentMasked',
            render: (masked: string, { attendeeId }) => <Link href={`/corrections/${attendeeId}`}>{masked}</Link>,
          },
          { title: area.unit, dataIndex: 'unitName', render: (_, holder) => <UnitCell of={holder} /> },
          { title: labels('list'), dataIndex: 'list', render: (list: Holder['list']) => lists[list] },
          {
            title: area.state,
            dataIndex: 'state',
            render: (state: Holder['state']) => <State of="attendee" state={state} />,
          },
          { title: area.orderNo, dataIndex: 'orderNo' },
        ]}
      />
    </section>
  );
}
