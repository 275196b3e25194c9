import { Button, type ButtonProps } from 'antd';
import { useRef, type ReactNode } from 'react';

/** A button that asks for one file; the same one may be chosen again. */
export function FilePick({
  accept,
  onPick,
  children,
  ...button
}: ButtonProps & { accept: string; onPick: (file: File) => void; children: ReactNode }) {
  const input = useRef<HTMLInputElement>(null);
  const asker = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={asker} {...button} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        onChange={({ currentTarget }) => {
          // Back from the browser's dialog, and where a dialog that follows gives it back to.
          asker.current?.focus();
          const [file] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (file) onPick(file);
        }}
      />
    </>
  );
}
