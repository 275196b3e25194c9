import { Input, InputNumber, Radio, Select } from 'antd';
import { api, client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { FormField } from './form-field.tsx';
import { formWords } from './form-words.ts';
import { PositionSelect, SubjectsSelect } from './grouped.tsx';
import { InvitationCode } from './invitation-code.tsx';
import { PlaceFields } from './place-fields.tsx';
import { RegistrationForm } from './registration-form.tsx';
import { ifMatch } from './registration.ts';
import { UnitInfoView, UnitStanding } from './unit-info-view.tsx';
import { unitWords } from './words.ts';

/** Unit information (G3.1). */
export function UnitInfoPage() {
  const words = { ...useWords(unitWords), ...useWords(formWords) };
  const labelAt = useLabels();
  const natures = useVocabulary('natures');
  const modes = useVocabulary('import-modes');
  // The last whole year before the expo (G3.1).
  const closesAt = api.useQuery('get', '/edition').data?.expoClosesAt;
  const ofYear = closesAt && words.ofYear(new Date(closesAt).getUTCFullYear() - 1);
  const searched = { showSearch: { optionFilterProp: 'label' }, placeholder: words.choose };
  return (
    <RegistrationForm
      form="unitInfo"
      title={words.unitInfo}
      next="/procurement-intent"
      send={async (body, version) => {
        const params = { query: { partial: 'true' }, header: ifMatch(version) } as const;
        return (await client.PUT('/registration/unit-info', { params, body, keepalive: true })).data!;
      }}
      view={(registration) => <UnitInfoView registration={registration} />}
      aside={(registration) => (
        <>
          <div className="card">
            <UnitStanding registration={registration} />
          </div>
          <InvitationCode registration={registration} />
        </>
      )}
    >
      {({ region, unitInfo }) => (
        <>
          <h2>{words.sections}</h2>
          <div className="card fields">
            <FormField name={['name']}>
              <Input maxLength={100} autoComplete="organization" />
            </FormField>
            <FormField name={['nature']}>
              <Select {...searched} options={natures.options} />
            </FormField>
            <PlaceFields within="address" isFree={region === 'overseas'} />
            <FormField name={['address', 'county']} optional>
              <Input maxLength={50} />
            </FormField>
            <FormField name={['address', 'street']}>
              <Input maxLength={200} autoComplete="street-address" />
            </FormField>
            <FormField name={['registeredCapital']}>
              <InputNumber<number> min={0} max={1e12} suffix={words.capitalUnit} />
            </FormField>
            <FormField name={['listed']}>
              <Radio.Group
                aria-label={labelAt('unitInfo.listed')}
                options={[
                  { value: true, label: words.listedYes },
                  { value: false, label: words.listedNo },
                ]}
              />
            </FormField>
            <FormField name={['industryInvitationCode']} optional>
              <Input maxLength={32} autoComplete="off" />
            </FormField>
          </div>
          <h2>{words.business}</h2>
          <div className="card fields">
            <FormField name={['turnover']} extra={ofYear}>
              <InputNumber<number> min={0} max={1e12} suffix={words.dollarUnit} />
            </FormField>
            <FormField name={['importValue']} extra={ofYear}>
              <InputNumber<number> min={0} max={1e12} suffix={words.dollarUnit} />
            </FormField>
            <FormField name={['importModes']} className="wide">
              <Select mode="multiple" {...searched} options={modes.options} />
            </FormField>
            <FormField name={['industries']} className="wide">
              <SubjectsSelect />
            </FormField>
          </div>
          <h2>{words.contact}</h2>
          <div className="card fields">
            <FormField name={['contact', 'name']}>
              <Input maxLength={50} autoComplete="name" />
            </FormField>
            <FormField name={['contact', 'sex']}>
              <Radio.Group
                aria-label={labelAt('contact.sex')}
                options={(['male', 'female'] as const).map((sex) => ({ value: sex, label: words[sex] }))}
              />
            </FormField>
            <FormField
              name={['contact', 'mobile']}
              extra={unitInfo?.contact?.mobile?.includes('*') ? words.maskedHelp : undefined}
            >
              <Input autoComplete="tel" inputMode="tel" />
            </FormField>
            <FormField name={['contact', 'phone']} optional>
              <Input inputMode="tel" />
            </FormField>
            <FormField name={['contact', 'email']}>
              <Input autoComplete="email" inputMode="email" />
            </FormField>
            <FormField name={['contact', 'department']}>
              <Input maxLength={50} />
            </FormField>
            <FormField name={['contact', 'position']}>
              <PositionSelect />
            </FormField>
          </div>
        </>
      )}
    </RegistrationForm>
  );
}
