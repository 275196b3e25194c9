import { pagesPath } from './base-path.ts';
import { createStaffInvitations } from '../db/staff-invitation.ts';
import type { Store } from '../db/knex.ts';

export interface Invited {
  expiresAt: Date;
  /** To be told once, or not at all where a text brings it. */
  link: string;
  /** The text, which is to be sent once the transaction is done. */
  notificationId: string | undefined;
}

interface Invitation {
  staffId: string;
  mobile: string | null;
  /** Asked for instead of a text. */
  withLink: boolean;
  /** Where API and pages are reached from outside. */
  publicUrl: string;
}

/** In a transaction: invites a member of staff, by a text to their mobile where there is one and nobody asks for the link. */
export async function inviteStaff(
  store: Store,
  { staffId, mobile, withLink, publicUrl }: Invitation,
): Promise<Invited> {
  const invitations = createStaffInvitations(store);
  const { invitationId, link, expiresAt } = await invitations.issue(
    staffId,
    (token) => `${publicUrl}${pagesPath}/staff-invitations/${token}`,
  );
  const notificationId = mobile === null || withLink ? undefined : await invitations.text({ staffId, invitationId });
  return { expiresAt, link, notificationId };
}
