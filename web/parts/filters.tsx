import { Input, Select } from 'antd';
import { useId } from 'react';

/** One of a few choices that a list is filtered by; none chosen shows all. */
export function SelectFilter({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}) {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        allowClear
        showSearch={options.length > 12 ? { optionFilterProp: 'label' } : false}
        value={value ?? null}
        options={[...options]}
        onChange={(chosen: string | undefined) => onChange(chosen || undefined)}
      />
    </div>
  );
}

/** Words that are searched when Enter is pressed or the field is left. */
export function SearchFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const id = useId();
  const change = (typed: string) => typed.trim() !== (value ?? '') && onChange(typed.trim() || undefined);
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        key={value}
        type="search"
        defaultValue={value}
        onPressEnter={({ currentTarget }) => change(currentTarget.value)}
        onBlur={({ currentTarget }) => change(currentTarget.value)}
      />
    </div>
  );
}
