import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { usePlaces } from '../parts/places.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';
import { AddressForm } from './address-form.tsx';

/** Where the courier may bring badges; an address holds for six months (G5.4, G8.1). */
export function AddressesPage() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const label = useLabels();
  const format = useFormat();
  const { place } = usePlaces();
  const addresses = usePages('/addresses');
  const [asked, ask] = useState<'new' | Schemas['Address']>();
  const changes = ['/addresses', '/registration'];
  const confirm = useAction(
    (header, addressId: string) =>
      client.POST('/addresses/{addressId}/confirm', { params: { header, path: { addressId } } }),
    { changes },
  );
  const makeDefault = useAction(
    (_once, addressId: string) =>
      client.PATCH('/addresses/{addressId}', { params: { path: { addressId } }, body: { default: true } }),
    { changes },
  );
  const remove = useAction(
    (_once, addressId: string) => client.DELETE('/addresses/{addressId}', { params: { path: { addressId } } }),
    { changes },
  );
  return (
    <Page
      title={words.addresses}
      actions={
        <Button type="primary" onClick={() => ask('new')}>
          {words.newAddress}
        </Button>
      }
    >
      <p className="quiet">{words.addressesHelp}</p>
      <ProblemAlert of={confirm.problem ?? makeDefault.problem ?? remove.problem} />
      <ListTable
        of={addresses}
        rowKey="addressId"
        label={words.addresses}
        empty={words.addressesEmpty}
        columns={[
          { title: label('recipient'), dataIndex: 'recipient' },
          { title: label('mobile'), dataIndex: 'mobile' },
          { title: words.addresses, render: (_, address) => place(address) },
          {
            title: words.state,
            render: (_, address) => (
              <span className="states">
                <StateTag tone={address.outdated ? 'todo' : 'done'}>
                  {address.outdated ? words.outdated : words.holds}
                </StateTag>
                {address.default && <StateTag tone="waiting">{words.isDefault}</StateTag>}
              </span>
            ),
          },
          { title: words.validUntil, render: (_, { validUntil }) => format.day(validUntil) },
          {
            title: words.deeds,
            render: (_, address) => (
              <span className="buttons">
                <Button
                  size="small"
                  aria-label={words.of(words.confirmAddress, address.street)}
                  onClick={() => confirm.run(address.addressId)}
                >
                  {words.confirmAddress}
                </Button>
                <Button size="small" aria-label={words.of(words.edit, address.street)} onClick={() => ask(address)}>
                  {words.edit}
                </Button>
                {!address.default && (
                  <Button
                    size="small"
                    aria-label={words.of(words.makeDefault, address.street)}
                    onClick={() => makeDefault.run(address.addressId)}
                  >
                    {words.makeDefault}
                  </Button>
                )}
                <Popconfirm
                  title={words.removeAddressQuestion}
                  okText={words.remove}
                  cancelText={words.cancel}
                  okButtonProps={{ danger: true }}
                  onConfirm={() => remove.run(address.addressId)}
                >
                  <Button danger size="small" aria-label={words.of(words.remove, address.street)}>
                    {words.remove}
                  </Button>
                </Popconfirm>
              </span>
            ),
          },
        ]}
      />
      <AddressForm
        open={asked !== undefined}
        before={asked === 'new' ? undefined : asked}
        onClose={() => ask(undefined)}
      />
    </Page>
  );
}
