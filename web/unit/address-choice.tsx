import { Alert, Button, Radio } from 'antd';
import { useState } from 'react';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { usePlaces } from '../parts/places.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { AddressForm } from './address-form.tsx';
import { badgeOrderWords } from './badge-order-words.ts';

/** Where parcels go unless another place is said: what the unit chose at registration, else its default, if that still holds. */
export function useUsualAddress(chosen: string | undefined): string | undefined {
  const { items } = usePages('/addresses');
  const usual = items.find((address) => (chosen ? address.addressId === chosen : address.default));
  return usual && !usual.outdated ? usual.addressId : undefined;
}

/** Where the courier brings the badges: one of the unit's addresses that still holds (G8.1), or a new one. */
export function AddressChoice({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (addressId: string) => void;
}) {
  const words = { ...useWords(common), ...useWords(badgeOrderWords) };
  const { place } = usePlaces();
  const addresses = usePages('/addresses');
  const [isAdding, setAdding] = useState(false);
  const confirm = useAction(
    (header, addressId: string) =>
      client.POST('/addresses/{addressId}/confirm', { params: { header, path: { addressId } } }),
    { changes: ['/addresses'] },
  );
  return (
    <section className="card">
      <div className="section-head">
        <h2 id="address-of-order">{words.address}</h2>
        <Button onClick={() => setAdding(true)}>{words.newAddress}</Button>
      </div>
      <p className="quiet">{words.addressHelp}</p>
      <ProblemAlert of={addresses.problem ?? confirm.problem} onAgain={addresses.again} />
      {!addresses.isLoading && addresses.items.length === 0 && (
        <Alert type="warning" showIcon title={words.noAddress} />
      )}
      <Radio.Group
        className="address-choice"
        aria-labelledby="address-of-order"
        value={value}
        onChange={({ target }) => onChange(target.value as string)}
      >
        {addresses.items.map((address) => (
          <div key={address.addressId}>
            <Radio value={address.addressId} disabled={address.outdated}>
              {address.recipient} {address.mobile} · {place(address)}
              {address.default && ` · ${words.isDefault}`}
            </Radio>
            {address.outdated && (
              <span>
                <span className="quiet">{words.outdated}</span>{' '}
                <Button size="small" loading={confirm.pending} onClick={() => confirm.run(address.addressId)}>
                  {words.stillValid}
                </Button>
              </span>
            )}
          </div>
        ))}
      </Radio.Group>
      {addresses.hasMore && (
        <Button onClick={addresses.more} loading={addresses.isLoadingMore}>
          {words.more}
        </Button>
      )}
      <AddressForm open={isAdding} onClose={() => setAdding(false)} onDone={({ addressId }) => onChange(addressId)} />
    </section>
  );
}
