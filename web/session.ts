import { useSyncExternalStore } from 'react';

export type Role = 'unit' | 'delegation' | 'bureau' | 'operator' | 'auditor';

/** Who is logged in, in this tab: each has a login of its own, so that one person can be unit, delegation and bureau side by side. */
export interface Login {
  token: string;
  role: Role;
  /** What the person logged in with. */
  account: string;
}

const key = 'login';
const listeners = new Set<() => void>();

function kept(): Login | undefined {
  const text = sessionStorage.getItem(key);
  return text === null ? undefined : (JSON.parse(text) as Login);
}

let current = kept();

export const login = (): Login | undefined => current;

/** `undefined`: logged out. */
export function setLogin(next: Login | undefined): void {
  current = next;
  if (next) sessionStorage.setItem(key, JSON.stringify(next));
  else sessionStorage.removeItem(key);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useLogin = (): Login | undefined => useSyncExternalStore(subscribe, login);
