import { randomInt, randomUUID } from 'node:crypto';
import { nobody } from './data-key.ts';
import type { StaffRole } from '../domain/staff-request.ts';
import type { Store } from './knex.ts';
import { createNotifications } from './notification.ts';
import { sha256, type SealedField } from './personal-data.ts';

/** How long a link may be used. */
export const invitationDays = 7;

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const tokenLength = 32;
/** 186 random bits, in what no text and no mail reader breaks. */
const newToken = () => Array.from({ length: tokenLength }, () => letters[randomInt(letters.length)]).join('');

/** An invitation whose link was followed. */
export interface StaffInvitation {
  invitationId: string;
  staffId: string;
  login: string;
  role: StaffRole;
  expiresAt: Date;
}

const linkField = (row: string): SealedField => ({ table: 'staff_invitations', column: 'link', row });

/** Links by which staff set a password of their own: each once, for so many days, one at a time for each of the staff. */
export function createStaffInvitations(store: Store) {
  const { knex, personalData } = store;
  const live = () => knex('staff_invitations').where({ usedAt: null, voidedAt: null });

  async function voidAll(staffId: string): Promise<void> {
    await live().where({ staffId }).update({ voidedAt: knex.fn.now(), link: null });
  }

  return {
    /** In a transaction, which holds the member of staff: of two at once the later one's link is good. */
    async issue(
      staffId: string,
      linkOf: (token: string) => string,
    ): Promise<{ invitationId: string; link: string; expiresAt: Date }> {
      await knex('staff').where({ staffId }).forUpdate().first('staffId');
      await voidAll(staffId);
      const [invitationId, token] = [randomUUID(), newToken()];
      const link = linkOf(token);
      const [row] = await knex('staff_invitations')
        .insert({
          invitationId,
          staffId,
          tokenHash: sha256(token),
          link: personalData.seal(linkField(invitationId), link, nobody),
          expiresAt: knex.raw("now() + ? * interval '1 day'", [invitationDays]),
        })
        .returning('expiresAt');
      return { invitationId, link, expiresAt: row!.expiresAt };
    },

    /** The text that brings it. */
    async text({ staffId, invitationId }: { staffId: string; invitationId: string }): Promise<string> {
      const [notificationId] = await createNotifications(store).enqueue({
        registrationId: null,
        kind: 'staff_invitation',
        subject: invitationId,
        round: 1,
        staffId,
      });
      return notificationId!;
    },

    voidAll,

    /** One that can be used now; unknown, used, late and voided ones, and those of who is disabled, are alike. */
    async find(token: string): Promise<StaffInvitation | undefined> {
      return knex('staff_invitations as i')
        .join('staff as s', 's.staffId', 'i.staffId')
        .where({ 'i.tokenHash': sha256(token), 'i.usedAt': null, 'i.voidedAt': null, 's.disabledAt': null })
        .whereRaw('i.expires_at > now()')
        .first('i.invitationId', 'i.staffId', 's.login', 's.role', 'i.expiresAt');
    },

    /** Once; false when it is over by now. */
    async use(invitationId: string): Promise<boolean> {
      const used = await live()
        .where({ invitationId })
        .whereRaw('expires_at > now()')
        .update({ usedAt: knex.fn.now(), link: null });
      return used === 1;
    },
  };
}
