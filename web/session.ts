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

/** The server knows a token no more: its login has run out, or was ended elsewhere. Whose it is stays known, so that their page asks for the password again. */
export function loseLogin(token: string): void {
  if (current?.token !== token || isLost) return;
  isLost = true;
  for (const listener of listeners) listener();
}

/** Where each begins. */
export const homeOf: Readonly<Record<Role, string>> = {
  unit: '/unit',
  delegation: '/delegation',
  bureau: '/bureau',
  operator: '/operator',
  auditor: '/bureau',
};

/** Who is let into the pages below each path. */
const letIn: Readonly<Record<string, readonly Role[]>> = {
  unit: ['unit'],
  delegation: ['delegation', 'bureau', 'auditor'],
  bureau: ['bureau', 'auditor'],
  operator: ['operator', 'bureau', 'auditor'],
};

/** Whether a page of an area, as `/unit/orders`, is for somebody of this role. */
export const mayEnter = (role: Role, path: string): boolean =>
  letIn[path.split(/[/?]/)[1] ?? '']?.includes(role) ?? false;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useLogin = (): Login | undefined => useSyncExternalStore(subscribe, login);
export const useIsLoginLost = (): boolean => useSyncExternalStore(subscribe, () => isLost);
