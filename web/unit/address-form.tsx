import { Checkbox, Form, Input, Select } from 'antd';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useLabels } from '../parts/labels.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';

type Written = Schemas['AddressForm'];

/** A courier address, newly written. */
export function AddressForm({
  open,
  onClose,
  onDone,
}: {
  open: boolean;
  onClose: () => void;
  onDone?: (address: Schemas['Address']) => void;
}) {
  const words = useWords(accountWords);
  const add = useAction((header, body: Written) => client.POST('/addresses', { params: { header }, body }), {
    changes: ['/addresses', '/registration'],
    onDone: (address) => {
      onClose();
      onDone?.(address);
    },
  });
  const withoutBlanks = {
    ...add,
    run: ({ county, ...body }: Written) => add.run({ ...body, ...(county ? { county } : {}) }),
  };
  return (
    <Ask<Written> open={open} title={words.newAddress} action={withoutBlanks} onClose={onClose}>
      <AddressFields />
    </Ask>
  );
}

function AddressFields() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const label = useLabels();
  const language = useLanguage();
  const form = Form.useFormInstance<Written>();
  const province = Form.useWatch('province', form) as string | undefined;
  const provinces = useVocabulary('provinces').items;
  const cities = useVocabulary('cities').items;
  const parent = provinces.find(({ zh }) => zh === province)?.code;
  // Places are written by their own names, whatever the page's language.
  const optionsOf = (items: typeof provinces) => items.map((item) => ({ value: item.zh, label: item[language] }));
  const needed = [{ required: true, message: words.required }];
  const search = { optionFilterProp: 'label' };
  return (
    <>
      <Form.Item name="recipient" label={label('recipient')} rules={needed}>
        <Input autoComplete="name" maxLength={50} />
      </Form.Item>
      <Form.Item name="mobile" label={label('mobile')} rules={needed}>
        <Input type="tel" autoComplete="tel" maxLength={20} />
      </Form.Item>
      <Form.Item name="province" label={label('province')} rules={needed}>
        <Select
          showSearch={search}
          options={optionsOf(provinces)}
          onChange={() => form.setFieldValue('city', undefined)}
        />
      </Form.Item>
      <Form.Item name="city" label={label('city')} rules={needed}>
        <Select showSearch={search} options={optionsOf(cities.filter((city) => city.parent === parent))} />
      </Form.Item>
      <Form.Item name="county" label={label('county')}>
        <Input autoComplete="address-level3" maxLength={50} />
      </Form.Item>
      <Form.Item name="street" label={label('street')} rules={needed}>
        <Input autoComplete="street-address" maxLength={200} />
      </Form.Item>
      <Form.Item name="default" valuePropName="checked">
        <Checkbox>{words.makeDefault}</Checkbox>
      </Form.Item>
    </>
  );
}
