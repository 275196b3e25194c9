import { Button } from 'antd';

/** The states a list can be narrowed to, each with how many are in it, as buttons of which one is pressed. */
export function StateFilter({
  label,
  value,
  states,
  onChange,
}: {
  label: string;
  value: string;
  states: readonly { value: string; label: string; count: number | undefined }[];
  onChange: (value: string) => void;
}) {
  return (
    <div role="group" aria-label={label} className="state-filter">
      {states.map((state) => (
        <Button
          key={state.value}
          type={state.value === value ? 'primary' : 'default'}
          aria-pressed={state.value === value}
          onClick={() => onChange(state.value)}
        >
          {state.label}
          {state.count !== undefined && <span className="count">{state.count}</span>}
        </Button>
      ))}
    </div>
  );
}
