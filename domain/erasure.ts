/** Why personal data went: its time was over, or its unit asked for it. */
export type ErasureCause = 'retention' | 'withdrawal';

export interface ErasureDue {
  registrationId: string;
  cause: ErasureCause;
}

/** How much was removed, by kind. */
export type Removed = Readonly<Record<string, number>>;
