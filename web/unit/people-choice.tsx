import { Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { usePages } from '../client/pages-of.ts';

/** Typing has stopped. */
const stoppedMs = 300;

/** People of the unit, found by their names; not those who have left or are among `without`. */
export function PeopleChoice({
  id,
  without,
  value,
  onChange,
}: {
  id?: string;
  without: readonly string[];
  value?: string[];
  onChange?: (attendeeIds: string[]) => void;
}) {
  const [query, setQuery] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const { items, isLoading, isLoadingMore, hasMore, more } = usePages('/attendees', query ? { query } : {});
  const options = items
    .filter(({ attendeeId, state }) => state !== 'withdrawn' && !without.includes(attendeeId))
    .map(({ attendeeId, name, documentMasked }) => ({ value: attendeeId, label: `${name} ${documentMasked}` }));
  const isShort = options.length < 10 && hasMore && !isLoadingMore;
  // A page of what was searched may hold few of those who are found.
  useEffect(() => {
    if (isShort) more();
  }, [isShort, more]);
  return (
    <div className="people-choice">
      <Select
        {...(id === undefined ? {} : { id })}
        mode="multiple"
        maxCount={200}
        loading={isLoading || isLoadingMore}
        showSearch={{
          filterOption: false,
          onSearch: (typed) => {
            clearTimeout(timer.current);
            timer.current = setTimeout(() => setQuery(typed.trim()), stoppedMs);
          },
        }}
        {...(value === undefined ? {} : { value })}
        {...(onChange === undefined ? {} : { onChange })}
        options={options}
        onPopupScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          if (hasMore && !isLoadingMore && scrollTop + clientHeight > scrollHeight - 64) more();
        }}
      />
    </div>
  );
}
