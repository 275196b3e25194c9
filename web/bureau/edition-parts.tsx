import { Form, Select } from 'antd';
import { useWords } from '../language.ts';
import { EditionPart, type PartOf } from './edition-part.tsx';
import { editionWords } from './edition-words.ts';
import { ChoiceField, HundredthsField, LineField, NumberField, TextField, TimeField, useField } from './fields.tsx';
import { bureauWords } from './words.ts';

export function Times({ of }: PartOf) {
  const words = useWords(editionWords);
  return (
    <EditionPart
      of={of}
      names={['nameZh', 'nameEn', 'previousEdition', 'registrationOpensAt', 'registrationClosesAt', 'expoClosesAt']}
      help={words.timesHelp}
      read={(part) => ({ ...part, previousEdition: part.previousEdition || null })}
    >
      <div className="field-grid">
        <LineField name="nameZh" max={100} />
        <LineField name="nameEn" max={200} />
        <LineField name="previousEdition" max={3} optional />
        <TimeField name="registrationOpensAt" />
        <TimeField name="registrationClosesAt" />
        <TimeField name="expoClosesAt" />
      </div>
    </EditionPart>
  );
}

export function Money({ of }: PartOf) {
  const words = useWords(editionWords);
  const { yuan, days } = useWords(bureauWords);
  return (
    <EditionPart
      of={of}
      names={['feesFen', 'taxCode', 'taxRateBp', 'refundPolicy', 'autoRefundDays']}
      help={words.moneyHelp}
    >
      <div className="field-grid">
        <HundredthsField
          name={['feesFen', 'professional']}
          label={words.professionalYuan}
          max={10_000_000}
          unit={yuan}
        />
        <HundredthsField name={['feesFen', 'vip']} label={words.vipYuan} max={10_000_000} unit={yuan} />
        <LineField name="taxCode" max={19} />
        <HundredthsField name="taxRateBp" label={words.ratePercent} max={10_000} unit="%" />
        <ChoiceField
          name="refundPolicy"
          options={(['failed_only', 'until_badge'] as const).map((value) => ({ value, label: words[value] }))}
        />
        <NumberField name="autoRefundDays" min={1} max={3_650} unit={days} />
      </div>
    </EditionPart>
  );
}

export function Deadlines({ of }: PartOf) {
  const words = useWords(editionWords);
  const { days } = useWords(bureauWords);
  const field = useField();
  return (
    <EditionPart
      of={of}
      names={[
        'closingReminderDays',
        'reviewReminderDays',
        'reviewRepeatDays',
        'returnGraceDays',
        'retentionDays',
        'reviewLevels',
        'mobileProof',
      ]}
    >
      <div className="field-grid">
        <Form.Item
          {...field({ name: 'closingReminderDays' })}
          extra={words.closingHelp}
          getValueProps={(counts: number[]) => ({ value: counts.map(String) })}
          normalize={(typed: string[]) => typed.map(Number).filter((count) => count > 0)}
        >
          <Select mode="tags" tokenSeparators={[',', '，', ' ']} open={false} suffixIcon={null} />
        </Form.Item>
        <NumberField name="reviewReminderDays" min={1} max={3_650} unit={days} />
        <NumberField name="reviewRepeatDays" min={1} max={3_650} unit={days} />
        <NumberField name="returnGraceDays" min={1} max={3_650} unit={days} />
        <NumberField name="retentionDays" min={1} max={3_650} unit={days} />
        <ChoiceField name="reviewLevels" options={[1, 2].map((value) => ({ value, label: String(value) }))} />
        <ChoiceField
          name="mobileProof"
          label={words.mobileProof}
          options={(['without_code', 'always', 'never'] as const).map((value) => ({ value, label: words[value] }))}
        />
      </div>
    </EditionPart>
  );
}

export function Terms({ of }: PartOf) {
  const words = useWords(editionWords);
  return (
    <EditionPart of={of} names={['terms']} help={words.termsHelp}>
      <LineField name={['terms', 'version']} max={20} />
      <TextField name={['terms', 'zh']} rows={14} max={20_000} />
      <TextField name={['terms', 'en']} rows={14} max={20_000} />
    </EditionPart>
  );
}

export function Notices({ of }: PartOf) {
  const words = useWords(editionWords);
  const label = useField();
  const of2 = (kind: 'document' | 'photo', language: 'zh' | 'en') =>
    `${label({ name: kind === 'photo' ? 'notices.photo' : kind }).label} · ${words[`${language}Text`]}`;
  return (
    <EditionPart of={of} names={['notices']} help={words.noticesHelp}>
      {(['document', 'photo'] as const).map((kind) =>
        (['zh', 'en'] as const).map((language) => (
          <TextField
            key={kind + language}
            name={['notices', kind, language]}
            label={of2(kind, language)}
            rows={3}
            max={2_000}
          />
        )),
      )}
    </EditionPart>
  );
}
