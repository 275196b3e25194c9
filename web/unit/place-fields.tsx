import { Form, Input, Select } from 'antd';
import { useLanguage, useWords } from '../language.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { FormField } from './form-field.tsx';
import { formWords } from './form-words.ts';

/** A province and a city of it, stored by their Chinese names; outside China, as one writes them. */
export function PlaceFields({
  within,
  isFree = false,
  required = false,
}: {
  within: string;
  isFree?: boolean;
  required?: boolean;
}) {
  const words = useWords(formWords);
  const language = useLanguage();
  const form = Form.useFormInstance();
  const provinces = useVocabulary('provinces');
  const cities = useVocabulary('cities');
  const province = Form.useWatch([within, 'province'], form) as string | undefined;
  const code = provinces.items.find(({ zh }) => zh === province)?.code;
  const named = (item: { zh: string; en: string }) => ({ value: item.zh, label: item[language] });
  const rules = required ? [{ required, message: words.choose }] : [];
  if (isFree)
    return (
      <>
        <FormField name={[within, 'province']}>
          <Input maxLength={50} />
        </FormField>
        <FormField name={[within, 'city']}>
          <Input maxLength={50} />
        </FormField>
      </>
    );
  return (
    <>
      <FormField name={[within, 'province']} rules={rules}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={words.choose}
          options={provinces.items.map(named)}
          onChange={() => form.setFieldValue([within, 'city'], undefined)}
        />
      </FormField>
      <FormField name={[within, 'city']} rules={rules}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={province ? words.choose : words.provinceFirst}
          options={cities.items.filter(({ parent }) => parent === code).map(named)}
        />
      </FormField>
    </>
  );
}
