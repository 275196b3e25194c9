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
let isLost = false;

export const login = (): Login | undefined => current;

/** `undefined`: logged out. */
export function setLogin(next: Login | undefined): void {
  current = next;
  isLost = false;
  if (next) sessionStorage.setItem(key, JSON.stringify(next));
  else sessionStorage.removeItem(key);
  for (const listener of listeners) listener();
}

/** The server knows the login no more: it has run out, or was ended elsewhere. Whoever logs in next is told why. */
export function loseLogin(): void {
  if (current === undefined) return;
  setLogin(undefined);
  isLost = true;
}

export const wasLoginLost = (): boolean => isLost;

/** Where each begins. */
export const homeOf: Readonly<Record<Role, string>> = {
  unit: '/unit',
  delegation: '/delegation',
  bureau: '/bureau',
  operator: '/operator',
  auditor: '/bureau',
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useLogin = (): Login | undefined => useSyncExternalStore(subscribe, login);
