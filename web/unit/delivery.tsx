import { Alert, App, Button, Form, Radio, Select } from 'antd';
import { Link } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { formWords } from './form-words.ts';
import { isOpen, keepRegistration, useFreshRegistration, type Registration } from './registration.ts';
import { unitWords } from './words.ts';

type Delivery = Schemas['Delivery'];

/** How the badges come: by courier or from the delegation (G8.1). */
export function DeliveryPage() {
  const words = { ...useWords(unitWords), ...useWords(formWords) };
  return (
    <Page title={words.delivery} actions={<Link href="/addresses">{words.manageAddresses}</Link>}>
      <Reading of={useFreshRegistration()}>
        {(registration) => (
          <>
            {!isOpen(registration) && <Alert type="info" showIcon className="told" title={words.readOnlyEnded} />}
            <DeliveryForm registration={registration} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function DeliveryForm({ registration }: { registration: Registration }) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(formWords) };
  const labelAt = useLabels();
  const { message } = App.useApp();
  const [form] = Form.useForm<Delivery>();
  const addresses = usePages('/addresses', { limit: 200 });
  const save = useAction(
    (_once, { pickup, addressId }: Delivery) =>
      client.PUT('/registration/delivery', {
        body: { pickup, ...(pickup === 'courier' && addressId ? { addressId } : {}) },
      }),
    {
      onDone: async (saved) => {
        await keepRegistration(saved);
        void message.success(words.deliverySaved);
      },
    },
  );
  const atFields = useFaultsAtFields(form, save.problem);
  const pickup = Form.useWatch('pickup', form);
  const marked = (address: Schemas['Address']) => {
    const marks = [...(address.default ? [words.isDefault] : []), ...(address.outdated ? [words.isOutdated] : [])];
    const { recipient, province, city, county = '', street } = address;
    return `${recipient} ${province}${city}${county}${street}${marks.length > 0 ? `（${marks.join('，')}）` : ''}`;
  };
  return (
    <Form
      form={form}
      className="card"
      layout="vertical"
      requiredMark={false}
      disabled={!isOpen(registration)}
      initialValues={registration.delivery ?? { pickup: 'courier' }}
      onFinish={save.run}
    >
      <p>{words.deliveryHelp}</p>
      <Form.Item name="pickup" label={labelAt('pickup')}>
        <Radio.Group
          aria-label={labelAt('pickup')}
          options={(['courier', 'delegation'] as const).map((way) => ({ value: way, label: words[way] }))}
        />
      </Form.Item>
      {pickup === 'courier' && (
        <Form.Item
          name="addressId"
          label={words.deliveryAddress}
          extra={!addresses.isLoading && addresses.items.length === 0 ? words.noAddress : undefined}
        >
          <Select
            allowClear
            placeholder={words.defaultAddress}
            loading={addresses.isLoading}
            options={addresses.items.map((address) => ({ value: address.addressId, label: marked(address) }))}
          />
        </Form.Item>
      )}
      <ProblemAlert of={save.problem ?? addresses.problem} shownAtFields={atFields} />
      <Button type="primary" htmlType="submit" loading={save.pending}>
        {words.save}
      </Button>
    </Form>
  );
}
