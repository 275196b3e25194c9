/** How an account and its registration are opened (G1): the API wrote the row before, a run opens it. */
export interface RegistrationOpening {
  edition: string;
  account: string;
  unitId: string;
  registrationId: string;
  invitationCode?: string;
  /** Its form of the edition before becomes the new draft (G2.2). */
  previousEdition?: boolean;
}
