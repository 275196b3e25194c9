import { Form, Input, Select } from 'antd';
import { numberFault, regionOf } from '../../domain/country.ts';
import { parseUscc } from '../../domain/identity.ts';
import { say, worded } from '../../domain/message.ts';
import type { Region } from '../../domain/registration.ts';
import { isBusinessNo, normaliseBusinessNo, normaliseIdentifier } from '../../domain/typed-text.ts';
import { useLanguage, useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import { registrationWords } from './registration-words.ts';

/** A mainland unit's code (G1.4), judged as it is typed: wrong as soon as it is whole, never before. `isOwn`: of who types it, to log in with. */
export function UsccField({ isOwn = false }: { isOwn?: boolean }) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const language = useLanguage();
  const labels = useLabels();
  const form = Form.useFormInstance();
  const code = normaliseIdentifier(Form.useWatch<string | undefined>('uscc') ?? '');
  const judged = (typed: string | undefined) => {
    const parsed = parseUscc(typed ?? '');
    if (typed && !parsed.ok) throw new Error(worded(say(`uscc_${parsed.reason}`), language));
  };
  const told = code.length === 0 ? '' : code.length < 18 ? words.usccSoFar(code.length) : words.usccRight;
  return (
    <Form.Item
      name="uscc"
      label={labels('uscc')}
      validateTrigger={['onChange', 'onBlur']}
      extra={
        <>
          {words.usccHelp + (isOwn ? words.isAccount : '')}{' '}
          <strong>{(code.length < 18 || parseUscc(code).ok) && told}</strong>
        </>
      }
      rules={[
        { required: true, message: words.required, validateTrigger: 'onBlur' },
        {
          validateTrigger: 'onChange',
          validator: async (_rule, typed: string | undefined) => {
            if (normaliseIdentifier(typed ?? '').length >= 18) judged(typed);
          },
        },
        { validateTrigger: 'onBlur', validator: async (_rule, typed: string | undefined) => judged(typed) },
      ]}
    >
      <Input
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        onBlur={({ target }) => form.setFieldValue('uscc', normaliseIdentifier(target.value))}
      />
    </Form.Item>
  );
}

/** Of a unit from elsewhere: its country, of those of its region where that is known, and its number there. */
export function BusinessFields({ region, isOwn = false }: { region?: Region; isOwn?: boolean }) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const language = useLanguage();
  const labels = useLabels();
  const form = Form.useFormInstance();
  const countries = useVocabulary('countries').options.filter(({ value }) =>
    region ? regionOf(value) === region : regionOf(value) !== 'mainland',
  );
  return (
    <>
      <Form.Item name="country" label={labels('country')} rules={[{ required: true, message: words.required }]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={countries} placeholder={words.chooseCountry} />
      </Form.Item>
      <Form.Item
        name="businessNo"
        label={labels('businessNo')}
        extra={words.businessNoHelp + (isOwn ? words.businessNoIsAccount : '')}
        validateTrigger="onBlur"
        rules={[
          { required: true, message: words.required },
          {
            validator: async (_rule, typed: string | undefined) => {
              const number = normaliseBusinessNo(typed ?? '');
              if (!isBusinessNo(number)) throw new Error(worded(say('business_number_characters'), language));
              const fault = number && numberFault(number);
              if (fault) throw new Error(worded(fault.message, language));
            },
          },
        ]}
      >
        <Input
          autoComplete="off"
          spellCheck={false}
          onBlur={({ target }) => form.setFieldValue('businessNo', normaliseBusinessNo(target.value))}
        />
      </Form.Item>
    </>
  );
}
