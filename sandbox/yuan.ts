/** `20000` → `"200.00"`. */
export function yuan(fen: number): string {
  return `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

/** `"200.00"` → 20000; undefined when it is not a positive amount of at most two decimals. */
export function fen(text: unknown): number | undefined {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(
    typeof text === 'number' ? String(text) : typeof text === 'string' ? text : '',
  );
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) || undefined;
}
