import type { Client } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { inviteStaff, type Invited } from '../../api/staff-invitation.ts';
import type { Engine } from '../../api/temporal.ts';
import type { Config } from '../../config.ts';
import { createAudit } from '../../db/audit.ts';
import { createDelegations } from '../../db/delegation.ts';
import { inTransaction, type Store } from '../../db/knex.ts';
import { createNotificationOutcomes } from '../../db/notification-outcome.ts';
import { markDemoStaff } from '../../db/seeds/demo.ts';
import { createStaff, type StaffMember } from '../../db/staff.ts';
import { maskMobile } from '../../domain/identity.ts';
import type { StaffRole } from '../../domain/staff-request.ts';
import { normaliseLogin } from '../../domain/typed-text.ts';
import { readCommandConfig, withStore } from '../command.ts';

/** Somebody to be added, as they were typed. */
export interface StaffEntry {
  login: string;
  role: StaffRole;
  /** The delegation's number in the annex. */
  delegation?: number | undefined;
  mobile?: string | undefined;
  unitAccount?: string | undefined;
}

/** What the commands about staff work with; a text is sent through Temporal, which is asked when the first one comes. */
export interface StaffCommand {
  config: Config;
  store: Store;
  engine: () => Promise<Engine>;
}

/** Temporal's client takes longer to load than most of these commands to run, and few of them send a text. */
async function connectTemporal({ temporalConnection, TEMPORAL_NAMESPACE: namespace }: Config): Promise<Client> {
  const temporal = await import('@temporalio/client');
  const connection = await temporal.Connection.connect({ ...temporalConnection, connectTimeout: '3s' });
  return new temporal.Client({ connection, namespace });
}

/** Opens what a command about staff needs, and closes it. */
export async function withStaff<T>(work: (command: StaffCommand) => Promise<T>): Promise<T> {
  const config = readCommandConfig();
  let client: Promise<Client> | undefined;
  const engine = async () => {
    const { createEngine } = await import('../../api/temporal.ts');
    return createEngine({ client: await (client ??= connectTemporal(config)) });
  };
  try {
    return await withStore(config, { pool: 2, name: 'staff-command' }, (store) => work({ config, store, engine }));
  } finally {
    await client?.then(({ connection }) => connection.close()).catch(() => undefined);
  }
}

const roleOf = ({ role, delegation }: { role: StaffRole; delegation?: number | null | undefined }) =>
  delegation ? `${role} ${delegation}` : role;

/** How a new link reached its reader, in words: by text, or here and nowhere else. */
async function tellLink({ store, engine }: StaffCommand, mobile: string | null, invited: Invited): Promise<string> {
  const { expiresAt, link, notificationId } = invited;
  const printed = `the link is told this once, and holds until ${expiresAt.toISOString()}: ${link}`;
  if (!notificationId || mobile === null) return printed;
  try {
    await (await engine()).sendStaffInvitation(notificationId);
    return `a text with the link goes to ${maskMobile(mobile)}, and it holds until ${expiresAt.toISOString()}`;
  } catch (error) {
    await createNotificationOutcomes(store).end(notificationId, 'not_needed');
    return `no text can be sent (${(error as Error).message}); ${printed}`;
  }
}

/** What is there under the login, when it is who was meant; throws when it is somebody else. */
function toldOf(there: StaffMember, entry: StaffEntry): string {
  const [is, meant] = [roleOf({ role: there.role, delegation: there.delegationNo }), roleOf(entry)];
  if (is !== meant)
    throw new Error(`${entry.login}: is there as ${is}, not as ${meant}; take another login, or disable this one`);
  if (there.disabled) return 'is there already, disabled';
  const isReachable = there.hasPassword || there.invitedUntil !== null;
  return isReachable ? 'is there already' : `is there already, without a link: npx expo staff:reset ${entry.login}`;
}

interface Adding {
  withLink: boolean;
  /** Instead of a link. */
  passwordHash?: string | undefined;
}

/** Adds somebody, or leaves who is there as they are; says in words what became of it. */
export async function addStaff(command: StaffCommand, entry: StaffEntry, how: Adding): Promise<string> {
  const { store, config } = command;
  const { login, role, delegation, mobile = null, unitAccount = null } = entry;
  const delegationId = delegation === undefined ? null : await createDelegations(store).idOf(delegation);
  if (delegationId === undefined) throw new Error(`${login}: the edition has no delegation no. ${delegation}`);
  const staffId = randomUUID();
  const { withLink, passwordHash } = how;
  const invited = await inTransaction(store, async (trx) => {
    const row = { staffId, login, role, delegationId, mobile, unitAccount };
    const isMade = await createStaff(trx).insert(passwordHash === undefined ? row : { ...row, passwordHash });
    if (!isMade) return undefined;
    const detail = { role, ...(delegation === undefined ? {} : { delegationNo: delegation }), command: 'staff:add' };
    await createAudit(trx).append({ action: 'staff_added', subject: login, detail });
    if (passwordHash !== undefined) await markDemoStaff(trx.knex, staffId);
    return passwordHash === undefined
      ? inviteStaff(trx, { staffId, mobile, withLink, publicUrl: config.publicUrl })
      : 'by password';
  });
  if (invited === undefined) return toldOf((await createStaff(store).find(login))!, entry);
  const added = `added as ${roleOf(entry)}`;
  return invited === 'by password'
    ? `${added}, with the demo password`
    : `${added}; ${await tellLink(command, mobile, invited)}`;
}

/** The one login that a command is about. */
export function oneLogin(words: readonly string[]): string {
  const [login, ...more] = words;
  if (login === undefined || more.length > 0) throw new Error('Give one LOGIN');
  return normaliseLogin(login);
}

/** The member of staff of that login. */
async function known(store: Store, login: string): Promise<StaffMember> {
  const found = await createStaff(store).find(login);
  if (!found) throw new Error(`${login}: nobody has this login`);
  return found;
}

/** Lets somebody begin anew: what they had before lets nobody in any more. */
export async function resetStaff(command: StaffCommand, login: string, withLink: boolean): Promise<string> {
  const { store, config } = command;
  const { staffId, mobile, disabled } = await known(store, login);
  if (disabled) throw new Error(`${login}: is disabled; somebody of the bureau lets them in again first`);
  const invited = await inTransaction(store, async (trx) => {
    await createStaff(trx).takeAccess(staffId);
    await createAudit(trx).append({ action: 'staff_reset', subject: login, detail: { command: 'staff:reset' } });
    return inviteStaff(trx, { staffId, mobile, withLink, publicUrl: config.publicUrl });
  });
  return `logged out, without password and second factor; ${await tellLink(command, mobile, invited)}`;
}

/** Logs somebody out for good. */
export async function disableStaff({ store }: StaffCommand, login: string): Promise<string> {
  const { staffId, disabled } = await known(store, login);
  if (disabled) return 'is disabled already';
  await inTransaction(store, async (trx) => {
    await createStaff(trx).change(staffId, { disabled: true });
    const detail = { changed: ['disabled'], disabled: true, command: 'staff:disable' };
    await createAudit(trx).append({ action: 'staff_changed', subject: login, detail });
  });
  return 'disabled, and logged out';
}
