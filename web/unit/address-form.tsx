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

/** A courier address, newly written or changed: what is not typed anew stays, its masked mobile too. */
export function AddressForm({
  open,
  before,
  onClose,
  onDone,
}: {
  open: boolean;
  /** The one to change. */
  before?: Schemas['Address'] | undefined;
  onClose: () => void;
  onDone?: (address: Schemas['Address']) => void;
}) {
  const words = useWords(accountWords);
  const save = useAction(
    (header, { county, ...body }: Written) =>
      before
        ? client.PATCH('/addresses/{addressId}', {
            params: { path: { addressId: before.addressId } },
            body: { ...body, county: county || null },
          })
        : client.POST('/addresses', { params: { header }, body: { ...body, ...(county ? { county } : {}) } }),
    {
      changes: ['/addresses', '/registration'],
      onDone: (address) => {
        onClose();
        onDone?.(address);
      },
    },
  );
  return (
    <Ask<Written>
      open={open}
      title={before ? words.changeAddress : words.newAddress}
      action={save}
      onClose={onClose}
      {...(before ? { initial: writtenIn(before) } : {})}
    >
      <AddressFields />
    </Ask>
  );
}

const writtenIn = ({ recipient, mobile, province, city, county, street }: Schemas['Address']): Partial<Written> => ({
  recipient,
  mobile,
  province,
  city,
  street,
  ...(county ? { county } : {}),
});

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
      <Form.Item name="county" label={label('county') + words.optional}>
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
