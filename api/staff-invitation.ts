import { basePath } from './base-path.ts';
import { createStaffInvitations } from '../db/staff-invitation.ts';
import type { Store } from '../db/knex.ts';

/** A new link, which nobody is told twice; or the text that brings it. */
export type Invited = { expiresAt: Date } & ({ link: string } | { notificationId: string });

/** In a transaction: invites a member of staff, by a text to their mobile where there is one and nobody asks for the link. */
export async function inviteStaff(
  store: Store,
  {
    staffId,
    mobile,
    withLink,
    publicUrl,
  }: { staffId: string; mobile: string | null; withLink: boolean; publicUrl: string },
): Promise<Invited> {
  const invitations = createStaffInvitations(store);
  const { invitationId, link, expiresAt } = await invitations.issue(
    staffId,
    (token) => `${publicUrl}${basePath}/staff-invitations/${token}`,
  );
  if (mobile === null || withLink) return { expiresAt, link };
  return { expiresAt, notificationId: await invitations.text({ staffId, invitationId }) };
}
