import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Problem } from './problem.ts';

/** The header that makes repeats of one request one. */
export interface Once {
  'Idempotency-Key': string;
}

interface Consequences<D, I> {
  /** The paths whose answers this changes, as they begin: whatever of them is shown is read again. */
  changes?: readonly string[];
  onDone?: (data: D, input: I) => unknown;
}

/**
 * Something a person does once: `send` makes the request of what `run` is given, one at a time. Until it has succeeded the same again
 * is the same request (a click after a broken connection), and bears the same key. What was refused because it has changed meanwhile
 * is read again.
 */
export function useAction<I, D>(
  send: (once: Once, input: I) => Promise<{ data?: D }>,
  { changes = [], onDone }: Consequences<D, I> = {},
) {
  const client = useQueryClient();
  const attempt = useRef<{ input: string; key: string }>(undefined);
  const isUnderWay = useRef(false);
  const readAgain = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => changes.some((path) => String(queryKey[1]).startsWith(path)),
    });
  const mutation = useMutation<D, Problem, I>({
    mutationFn: async (input) => {
      const written = JSON.stringify(input) ?? '';
      if (attempt.current?.input !== written) attempt.current = { input: written, key: crypto.randomUUID() };
      const { data } = await send({ 'Idempotency-Key': attempt.current.key }, input);
      attempt.current = undefined;
      return data as D;
    },
    onSuccess: async (data, input) => {
      await readAgain();
      await onDone?.(data, input);
    },
    onError: async ({ code }) => {
      if (code === 'stale_version') await readAgain();
    },
    onSettled: () => {
      isUnderWay.current = false;
    },
  });
  return {
    run: (input: I) => {
      // The second half of a double click comes before any button is shown disabled.
      if (isUnderWay.current) return;
      isUnderWay.current = true;
      mutation.mutate(input);
    },
    pending: mutation.isPending,
    problem: mutation.error ?? undefined,
    data: mutation.data,
    forget: mutation.reset,
  };
}
