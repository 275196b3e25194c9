import { SearchOutlined } from '@ant-design/icons';
import { Button, Input, Select, Space } from 'antd';
import { useId, useState } from 'react';
import { useWords } from '../language.ts';
import { common } from './words.ts';

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
  const { all } = useWords(common);
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        allowClear={value !== undefined}
        showSearch={options.length > 12 ? { optionFilterProp: 'label' } : false}
        value={value ?? ''}
        options={[{ value: '', label: all }, ...options]}
        onChange={(chosen: string | undefined) => onChange(chosen || undefined)}
      />
    </div>
  );
}

/** Words that are searched by the button, by Enter, or when the field is left or emptied. */
export function SearchFilter({
  label,
  value = '',
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const id = useId();
  const { search: button } = useWords(common);
  const [typed, setTyped] = useState(value);
  // Changed by something else than typing here: a way back, or a link that filters.
  const [before, setBefore] = useState(value);
  if (before !== value) {
    setBefore(value);
    setTyped(value);
  }
  const search = (words: string) => words.trim() !== value && onChange(words.trim() || undefined);
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <Space.Compact>
        <Input
          id={id}
          type="search"
          allowClear
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value);
            if (target.value === '') search('');
          }}
          onPressEnter={() => search(typed)}
          onBlur={() => search(typed)}
        />
        <Button icon={<SearchOutlined aria-hidden />} aria-label={button} onClick={() => search(typed)} />
      </Space.Compact>
    </div>
  );
}
