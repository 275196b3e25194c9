const keyOf = (name: string) => `kept ${name}`;

/** What was typed into a form and not sent: kept in this tab alone, for as long as it lives. No password is to be in it. */
export function readKept<V extends object>(name: string): Partial<V> {
  return JSON.parse(sessionStorage.getItem(keyOf(name)) ?? '{}') as Partial<V>;
}

/** `undefined` forgets it: it was sent. */
export function keep(name: string, typed: object | undefined): void {
  if (typed) sessionStorage.setItem(keyOf(name), JSON.stringify(typed));
  else sessionStorage.removeItem(keyOf(name));
}
