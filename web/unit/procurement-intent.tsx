import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import { mostExhibitors } from '../../domain/unit-info.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { FormField } from './form-field.tsx';
import { formWords } from './form-words.ts';
import { SubjectsSelect } from './grouped.tsx';
import { ProcurementIntentView } from './procurement-intent-view.tsx';
import { RegistrationForm } from './registration-form.tsx';
import { ifMatch } from './registration.ts';
import { unitWords } from './words.ts';

/** Procurement intent (G3.2). */
export function ProcurementIntentPage() {
  const words = { ...useWords(unitWords), ...useWords(formWords) };
  const bands = useVocabulary('bands');
  return (
    <RegistrationForm
      form="procurementIntent"
      title={words.procurementIntent}
      next="/delivery"
      send={async (body, version) => {
        const params = { query: { partial: 'true' }, header: ifMatch(version) } as const;
        return (await client.PUT('/registration/procurement-intent', { params, body, keepalive: true })).data!;
      }}
      view={(registration) => <ProcurementIntentView registration={registration} />}
    >
      {() => (
        <>
          <h2>{words.intentAmounts}</h2>
          <div className="card fields">
            <FormField name={['nextYearBand']}>
              <Select placeholder={words.choose} options={bands.options} />
            </FormField>
            <FormField name={['fiveYearBand']}>
              <Select placeholder={words.choose} options={bands.options} />
            </FormField>
          </div>
          <h2>{words.interests}</h2>
          <div className="card fields">
            <FormField name={['categories']} className="wide">
              <SubjectsSelect />
            </FormField>
          </div>
          <h2>{words.exhibitorsHelp(mostExhibitors)}</h2>
          <div className="card">
            <Exhibitors />
          </div>
        </>
      )}
    </RegistrationForm>
  );
}

/** Companies one hopes to meet, each with its country. */
function Exhibitors() {
  const words = useWords(formWords);
  const countries = useVocabulary('countries');
  return (
    <Form.List name="exhibitors">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name: row }) => (
            <div key={key} className="fields row-of-fields">
              <FormField name={['exhibitors', row, 'country']} inList={[row, 'country']}>
                <Select
                  showSearch={{ optionFilterProp: 'label' }}
                  placeholder={words.choose}
                  options={countries.options}
                />
              </FormField>
              <FormField name={['exhibitors', row, 'company']} inList={[row, 'company']}>
                <Input maxLength={200} />
              </FormField>
              <Button
                icon={<DeleteOutlined aria-hidden />}
                aria-label={words.removeExhibitor(row + 1)}
                onClick={() => remove(row)}
              />
            </div>
          ))}
          {rows.length < mostExhibitors && (
            <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>
              {words.addExhibitor}
            </Button>
          )}
        </>
      )}
    </Form.List>
  );
}
