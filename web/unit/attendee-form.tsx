import { Form, Input, Radio, Select, type FormInstance } from 'antd';
import { fieldsOf, labelOf, ruleOf, type AttendeeField } from '../../domain/attendee-field.ts';
import { documentFault } from '../../domain/document-fault.ts';
import { parseDocument, type DocumentClaim } from '../../domain/identity.ts';
import { worded } from '../../domain/message.ts';
import { useLanguage, useWords } from '../language.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import type { List } from './attendee-list.ts';
import { attendeeWords } from './attendee-words.ts';
import { PositionSelect } from './grouped.tsx';
import { PlaceFields } from './place-fields.tsx';
import { unitWords } from './words.ts';

/** The form of a list (G3.3), with the fields that `domain/` says it has; a document's number is judged as one types. */
export function AttendeeFields({
  list,
  form,
  documentMasked,
}: {
  list: List;
  form: FormInstance;
  /** Of somebody who is there: their number need not be typed again. */
  documentMasked?: string;
}) {
  const words = { ...useWords(common), ...useWords(unitWords), ...useWords(attendeeWords) };
  const language = useLanguage();
  const countries = useVocabulary('countries');

  const fields: readonly AttendeeField[] = fieldsOf(list);
  const judged = (_: unknown, typed: string | undefined): Promise<void> => {
    const { region, country } = form.getFieldsValue(true) as { region?: string; country?: string };
    const claim = { list, documentNumber: typed ?? '', region, country } as DocumentClaim;
    if (!typed || (list === 'overseas' && !country) || (list === 'hk_macao_taiwan' && !region))
      return Promise.resolve();
    const read = parseDocument(claim, new Date());
    if (read.ok) return Promise.resolve();
    const { path, message } = documentFault(read.reason, claim);
    return Promise.reject(new Error(worded(message, language, labelOf(list, path)?.[language])));
  };
  const inputs: Partial<Record<AttendeeField, React.ReactNode>> = {
    sex: (
      <Radio.Group
        aria-label={labelOf(list, 'sex')?.[language]}
        options={(['male', 'female'] as const).map((sex) => ({ value: sex, label: words[sex] }))}
      />
    ),
    region: (
      <Select
        placeholder={words.chooseOne}
        options={(['hong_kong', 'macao', 'taiwan'] as const).map((region) => ({ value: region, label: words[region] }))}
      />
    ),
    country: (
      <Select showSearch={{ optionFilterProp: 'label' }} placeholder={words.chooseOne} options={countries.options} />
    ),
    position: <PositionSelect />,
    pickup: (
      <Select
        allowClear
        placeholder={words.pickupAsUnit}
        options={(['courier', 'delegation'] as const).map((way) => ({ value: way, label: words[way] }))}
      />
    ),
  };
  return (
    <div className="fields">
      {fields.map((field) => {
        if (field === 'province') return <PlaceFields key={field} within="residence" required />;
        if (field === 'city') return null;
        const { isOptional, longest } = ruleOf(field);
        const isDocument = field === 'documentNumber';
        const isKept = isDocument && documentMasked !== undefined;
        const label = isOptional && field === 'pickup' ? words.pickup : labelOf(list, field)?.[language];
        return (
          <Form.Item
            key={field}
            name={field}
            label={
              <>
                {label}
                {isOptional && <span className="quiet">{words.optional}</span>}
              </>
            }
            extra={isKept ? words.keepDocument(documentMasked) : undefined}
            {...(isDocument ? { dependencies: ['region', 'country'], validateDebounce: 500 } : {})}
            rules={[
              ...(isOptional || isKept ? [] : [{ required: true, message: words.required }]),
              ...(isDocument ? [{ validator: judged }] : []),
            ]}
          >
            {inputs[field] ?? <Input maxLength={longest} autoComplete="off" />}
          </Form.Item>
        );
      })}
    </div>
  );
}
