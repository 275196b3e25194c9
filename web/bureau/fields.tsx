import { Form, Input, InputNumber, Select } from 'antd';
import { useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { common } from '../parts/words.ts';
import { bureauWords } from './words.ts';

type Name = string | (string | number)[];

interface Field {
  name: Name;
  /** Where it is called otherwise than the path's last part says. */
  label?: string;
  optional?: boolean;
  className?: string;
}

/** A form's field with the label and the rule that all have. */
export function useField() {
  const labels = useLabels();
  const words = useWords(common);
  return ({ name, label, optional = false, className }: Field) => ({
    name,
    label: (label ?? labels([name].flat().join('.'))) + (optional ? words.optional : ''),
    rules: optional ? [] : [{ required: true, message: words.required }],
    ...(className === undefined ? {} : { className }),
  });
}

/** Why something is done: on record, and told where the API tells it. */
export function ReasonField({ optional = false }: { optional?: boolean }) {
  const field = useField();
  return (
    <Form.Item {...field({ name: 'reason', optional })}>
      <Input.TextArea rows={3} maxLength={500} showCount />
    </Form.Item>
  );
}

export function LineField({ max, ...of }: Field & { max?: number }) {
  const field = useField();
  return (
    <Form.Item {...field(of)}>
      <Input maxLength={max} autoComplete="off" />
    </Form.Item>
  );
}

export function TextField({ rows = 3, max, ...of }: Field & { rows?: number; max?: number }) {
  const field = useField();
  return (
    <Form.Item {...field(of)}>
      <Input.TextArea rows={rows} maxLength={max} />
    </Form.Item>
  );
}

export function NumberField({ min, max, unit, ...of }: Field & { min: number; max: number; unit?: string }) {
  const field = useField();
  return (
    <Form.Item {...field(of)}>
      <InputNumber className="whole-width" min={min} max={max} precision={0} suffix={unit} />
    </Form.Item>
  );
}

/** Of a hundred: fen as yuan, hundredths of a percent as percent. */
export function HundredthsField({ max, unit, ...of }: Field & { max: number; unit: string }) {
  const field = useField();
  return (
    <Form.Item
      {...field(of)}
      getValueProps={(hundredths?: number) => ({ value: hundredths === undefined ? undefined : hundredths / 100 })}
      normalize={(whole: number | null) => (whole === null ? undefined : Math.round(whole * 100))}
    >
      <InputNumber className="whole-width" min={0} max={max / 100} precision={2} suffix={unit} />
    </Form.Item>
  );
}

const inShanghai = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** A time of China, which is what the API's instants are shown as everywhere. */
export function TimeField(of: Field) {
  const field = useField()(of);
  const { ofChina } = useWords(bureauWords);
  return (
    <Form.Item
      {...field}
      label={ofChina(field.label)}
      getValueProps={(instant?: string) => ({
        value: instant ? inShanghai.format(new Date(instant)).replace(' ', 'T') : '',
      })}
      normalize={(local: string) => (local ? new Date(`${local}+08:00`).toISOString() : undefined)}
    >
      <Input type="datetime-local" />
    </Form.Item>
  );
}

export function ChoiceField({
  options,
  placeholder,
  ...of
}: Field & { options: readonly { value: string | number; label: string }[]; placeholder?: string }) {
  const field = useField();
  return (
    <Form.Item {...field(of)}>
      <Select
        options={[...options]}
        allowClear={of.optional ?? false}
        placeholder={placeholder}
        showSearch={options.length > 12 ? { optionFilterProp: 'label' } : false}
      />
    </Form.Item>
  );
}
