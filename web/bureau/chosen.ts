import type { TableProps } from 'antd';
import { useState, type Key } from 'react';

/** Which of a list are chosen; what has left the list is chosen no more. */
export function useChosen<T extends object>(
  items: readonly T[],
  idOf: (item: T) => string,
  nameOf: (item: T) => string,
) {
  const [keys, setKeys] = useState<readonly string[]>([]);
  const chosen = items.filter((item) => keys.includes(idOf(item)));
  const rowSelection: NonNullable<TableProps<T>['rowSelection']> = {
    selectedRowKeys: chosen.map(idOf),
    onChange: (selected: Key[]) => setKeys(selected.map(String)),
    getCheckboxProps: (item) => ({ 'aria-label': nameOf(item) }) as object,
    preserveSelectedRowKeys: false,
  };
  return {
    chosen,
    rowSelection,
    chooseAll: () => setKeys(items.map(idOf)),
    chooseNone: () => setKeys([]),
  };
}
