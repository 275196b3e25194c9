import { useLogin } from '../session.ts';

/** Whether whoever is logged in decides here, or only looks on, as an auditor does. */
export const useMayAct = (): boolean => useLogin()?.role !== 'auditor';
