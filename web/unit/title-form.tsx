import { Form, Input, Radio } from 'antd';
import { taxNumberFault, titleKinds, type TaxNumberFault } from '../../domain/invoice-title.ts';
import { normaliseIdentifier } from '../../domain/typed-text.ts';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { moneyWords } from './money-words.ts';
import { useRegistration } from './registration.ts';

type Written = Schemas['InvoiceTitleForm'];

/** A title invoices are made out to; a company's tax number is checked as one types (G7.1). */
export function TitleForm({
  open,
  onClose,
  onDone,
}: {
  open: boolean;
  onClose: () => void;
  onDone?: (title: Schemas['InvoiceTitle']) => void;
}) {
  const words = useWords(moneyWords);
  const unit = useRegistration().data;
  const initial: Partial<Written> = {
    kind: unit && !unit.uscc ? 'personal' : 'company',
    ...(unit?.unitName ? { title: unit.unitName } : {}),
    ...(unit?.uscc ? { taxNo: unit.uscc } : {}),
  };
  const add = useAction((header, body: Written) => client.POST('/invoice-titles', { params: { header }, body }), {
    changes: ['/invoice-titles'],
    onDone: (title) => {
      onClose();
      onDone?.(title);
    },
  });
  return (
    <Ask<Written> open={open} title={words.newTitle} action={add} onClose={onClose} initial={initial}>
      <TitleFields />
    </Ask>
  );
}

function TitleFields() {
  const words = { ...useWords(common), ...useWords(moneyWords) };
  const label = useLabels();
  const account = api.useQuery('get', '/account');
  const form = Form.useFormInstance<Written>();
  const kind = Form.useWatch('kind', form) as Written['kind'] | undefined;
  const typed = normaliseIdentifier((Form.useWatch('taxNo', form) as string | undefined) ?? '');
  const faults: Record<TaxNumberFault, string> = {
    missing: words.taxMissing,
    of_person: words.taxOfPerson,
    abroad: words.taxAbroad,
    old: words.taxOld,
    of_trader: words.taxOfTrader,
    format: words.taxFormat,
    check_digit: words.taxCheckDigit,
  };
  const faultOf = (taxNo: string) =>
    taxNumberFault({
      kind: 'company',
      region: account.data?.region ?? 'mainland',
      ...(taxNo === '' ? {} : { taxNo }),
    });
  const isWhole = typed.length >= 18;
  // What is still being typed is not wrong yet.
  const fault = isWhole ? faultOf(typed) : undefined;
  return (
    <>
      <Form.Item name="kind" label={words.titleKind}>
        <Radio.Group options={titleKinds.map((value) => ({ value, label: words[value] }))} />
      </Form.Item>
      <Form.Item
        name="title"
        label={label('title')}
        extra={kind === 'personal' ? words.personalHelp : undefined}
        rules={[{ required: true, message: words.required }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      {kind !== 'personal' && (
        <Form.Item
          name="taxNo"
          label={label('taxNo')}
          extra={fault ? undefined : isWhole ? words.taxFits : words.taxProgress(typed.length)}
          validateTrigger="onBlur"
          {...(fault ? { validateStatus: 'error' as const, help: faults[fault] } : {})}
          rules={[
            {
              required: true,
              validator: async (_, value: string | undefined) => {
                const found = faultOf(normaliseIdentifier(value ?? ''));
                if (found) throw new Error(faults[found]);
              },
            },
          ]}
        >
          <Input autoCapitalize="characters" spellCheck={false} autoComplete="off" maxLength={40} />
        </Form.Item>
      )}
    </>
  );
}
