import { Alert, App, Button, Form, Radio, Select } from 'antd';
import { useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useLabels } from '../parts/labels.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { AddressForm } from './address-form.tsx';
import { useAddressLines } from './address-line.ts';
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
  const [, go] = useLocation();
  const [form] = Form.useForm<Delivery>();
  const goesOn = useRef(false);
  const [isAdding, setAdding] = useState(false);
  const addresses = useAddressLines();
  const save = useAction(
    (_once, { pickup, addressId }: Delivery) =>
      client.PUT('/registration/delivery', {
        body: { pickup, ...(pickup === 'courier' && addressId ? { addressId } : {}) },
      }),
    {
      onDone: async (saved) => {
        await keepRegistration(saved);
        void message.success(words.deliverySaved);
        if (goesOn.current) go('/attendees');
      },
    },
  );
  const atFields = useFaultsAtFields(form, save.problem);
  const pickup = Form.useWatch('pickup', form);
  const hasNone = !addresses.isLoading && !addresses.problem && addresses.items.length === 0;
  const usual = addresses.lineOf(undefined);
  return (
    <>
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
          <>
            <Form.Item
              name="addressId"
              label={words.deliveryAddress}
              rules={[
                {
                  validator: async () => {
                    if (hasNone) throw new Error(words.noAddress);
                  },
                },
              ]}
            >
              <Select
                allowClear
                placeholder={usual ? words.defaultAddressIs(usual) : words.defaultAddress}
                loading={addresses.isLoading}
                options={addresses.items.map((address) => ({
                  value: address.addressId,
                  label: addresses.lineWith(address),
                }))}
              />
            </Form.Item>
            <p>
              <Button onClick={() => setAdding(true)}>{words.addAddress}</Button>
            </p>
          </>
        )}
        <ProblemAlert of={save.problem ?? addresses.problem} shownAtFields={atFields} />
        <div className="buttons">
          <Button htmlType="submit" loading={save.pending} onClick={() => (goesOn.current = false)}>
            {words.save}
          </Button>
          <Button type="primary" htmlType="submit" loading={save.pending} onClick={() => (goesOn.current = true)}>
            {words.next}
          </Button>
        </div>
      </Form>
      <AddressForm
        open={isAdding}
        onClose={() => setAdding(false)}
        onDone={({ addressId }) => form.setFields([{ name: 'addressId', value: addressId, errors: [] }])}
      />
    </>
  );
}
