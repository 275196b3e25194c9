function filled(value: object): object | undefined;
function filled(value: unknown): unknown;
function filled(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  if (Array.isArray(value)) return value.map((row) => filled(row) ?? {});
  if (typeof value !== 'object') return value;
  const parts = Object.entries(value).flatMap(([name, part]) => {
    const kept = filled(part);
    return kept === undefined ? [] : [[name, kept]];
  });
  return parts.length > 0 ? Object.fromEntries(parts) : undefined;
}

/** A form as far as it is filled in: a field that was emptied is one left out, and rows stay in their places. */
export const filledIn = (values: object): object => filled(values) ?? {};
