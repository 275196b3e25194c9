/** The fields in which a change says something else than what is there: one that says the same changes nothing, and is not on record. */
export function changedIn<T extends object>(there: T, change: { [K in keyof T]?: T[K] | undefined }): (keyof T)[] {
  const told = (value: unknown) => JSON.stringify(value);
  // Object.keys forgets the names.
  const keys = Object.keys(change) as (keyof T)[];
  return keys.filter((key) => change[key] !== undefined && told(change[key]) !== told(there[key]));
}
