import type { StaffRole } from './staff-request.ts';

/** Whether such staff do anything with a password alone: whoever sees everybody's data does not. A demo asks nobody. */
export const isSecondFactorObligatory = (role: StaffRole): boolean => role !== 'delegation';
