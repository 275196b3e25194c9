import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useId } from 'react';

/** What an address says, if it is a day. */
export const dayOf = (value: string | undefined): string | undefined =>
  value && /^\d{4}-\d{2}-\d{2}$/.test(value) && dayjs(value).isValid() ? value : undefined;

/** A day of China that a list is filtered by, kept as `2026-11-05`. */
export function DayFilter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}) {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <DatePicker id={id} value={value ? dayjs(value) : null} onChange={(day) => onChange(day?.format('YYYY-MM-DD'))} />
    </div>
  );
}
