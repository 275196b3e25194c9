import { App, DatePicker, Form, Input, InputNumber, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { invitationCodeWords } from './invitation-code-words.ts';
import { useDelegationName, useOwnDelegations } from './own-delegations.ts';
import { delegationWords } from './words.ts';

interface Written {
  delegationId?: number;
  code?: string;
  capacity?: number | null;
  validFrom?: Dayjs | null;
  validUntil?: Dayjs | null;
}

const dayOf = (day: Dayjs): string => day.format('YYYY-MM-DD');

/** A code of the own delegation, or of one below it. */
export function NewInvitationCode({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = { ...useWords(common), ...useWords(delegationWords), ...useWords(invitationCodeWords) };
  const labelAt = useLabels();
  const { message } = App.useApp();
  const nameOf = useDelegationName();
  const { delegations, own } = useOwnDelegations();
  const make = useAction(
    (once, { delegationId, code, capacity, validFrom, validUntil }: Written) =>
      client.POST('/invitation-codes', {
        params: { header: once },
        body: {
          ...(delegationId ? { delegationId } : {}),
          ...(code ? { code } : {}),
          ...(capacity ? { capacity } : {}),
          // Days of Beijing, both of them whole.
          ...(validFrom ? { validFrom: `${dayOf(validFrom)}T00:00:00+08:00` } : {}),
          ...(validUntil ? { validUntil: `${dayOf(validUntil)}T23:59:59+08:00` } : {}),
        },
      }),
    {
      changes: ['/invitation-codes'],
      onDone: ({ code }) => {
        onClose();
        void message.success(words.made(code));
      },
    },
  );
  return (
    <Ask<Written>
      open={open}
      title={words.make}
      ok={words.make}
      action={make}
      initial={own ? { delegationId: own.delegationId } : {}}
      onClose={onClose}
    >
      <Form.Item
        name="delegationId"
        label={words.ofDelegation}
        rules={[{ required: true, message: words.required }]}
        hidden={delegations.length === 1}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          options={delegations.map((each) => ({ value: each.delegationId, label: `${each.no} ${nameOf(each)}` }))}
        />
      </Form.Item>
      <Form.Item
        name="code"
        label={words.code}
        extra={words.codeHelp}
        normalize={(typed: string) => typed.toUpperCase().trim()}
        rules={[{ pattern: /^[0-9A-Z-]{4,32}$/, message: words.invalidCode }]}
      >
        <Input autoComplete="off" maxLength={32} />
      </Form.Item>
      <Form.Item name="capacity" label={labelAt('capacity')} extra={words.capacityHelp}>
        <InputNumber min={1} max={1_000_000} precision={0} className="wide" />
      </Form.Item>
      <Form.Item name="validFrom" label={words.validFrom} extra={words.validFromHelp}>
        <DatePicker className="wide" />
      </Form.Item>
      <Form.Item
        name="validUntil"
        label={words.validUntil}
        extra={words.validUntilHelp}
        dependencies={['validFrom']}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, until: Dayjs | null | undefined) => {
              const from = getFieldValue('validFrom') as Dayjs | null | undefined;
              if (from && until && dayOf(until) < dayOf(from)) throw new Error(words.untilBeforeFrom);
            },
          }),
        ]}
      >
        <DatePicker className="wide" />
      </Form.Item>
    </Ask>
  );
}
