import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../language.ts';
import { delegationWords } from './words.ts';

/** What is selected of a list, and what can be done with all of it. */
export function SelectionBar({
  told,
  count,
  onClear,
  children,
}: {
  told: string;
  count: number;
  onClear: (() => void) | undefined;
  children: ReactNode;
}) {
  const words = useWords(delegationWords);
  return (
    <div className="selection">
      <span role="status">{told}</span>
      <div className="buttons">
        {children}
        {onClear && count > 0 && (
          <Button type="text" onClick={onClear}>
            {words.clear}
          </Button>
        )}
      </div>
    </div>
  );
}
