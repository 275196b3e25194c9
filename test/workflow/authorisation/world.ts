import { randomUUID } from 'node:crypto';
import { sha256 } from '../../../db/personal-data.ts';
import { createEditionChanges } from '../../../db/ops/edition-change.ts';
import { createSupportingEvents } from '../../../db/registration/supporting-event.ts';
import { hashPassword } from '../../../api/auth.ts';
import type { StaffRole } from '../../../domain/staff-request.ts';
import { createStaffInvitations } from '../../../db/staff-invitation.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createSessions } from '../../../db/session.ts';
import type { TestApi } from '../../support/api.ts';
import { delegationId } from '../../support/fixtures.ts';
import { open } from '../../support/registration-fixture.ts';
import type { Stage } from '../../support/stage.ts';
import type { Relation } from './audiences.ts';
import { createSide, type Side } from './side.ts';

type Owner = { unitId: string } | { staffId: string };

export interface Caller {
  name: string;
  token: string | undefined;
  /** Another session of the same. */
  anew: () => Promise<string>;
  /** The id of another session of the same, to be ended. */
  sessionId: () => Promise<string>;
  /** How they stand to what is one side's. */
  to: (side: Side) => Relation;
  /** Whose things they have at hand when they ask about another's. */
  mine: Side | undefined;
  login?: string;
}

export interface World {
  a: Side;
  b: Side;
  callers: Caller[];
  batchId: string;
  eventId: string;
  /** The token of a link that nobody uses up. */
  invitation: string;
  /** The token of a link to somebody's badge, made anew. */
  link: () => Promise<string>;
  /** A change of fees that waits. */
  changeId: string;
}

/** Of a password that nobody gives. */
const passwordHash = hashPassword(randomUUID());

async function insertStaff({ knex }: Store, login: string, role: StaffRole, more: object = {}): Promise<string> {
  const staffId = randomUUID();
  await knex('staff').insert({ staffId, login, role, passwordHash: await passwordHash, ...more });
  return staffId;
}

async function insertDelegation({ knex }: Store, no: number, parentId: number | null): Promise<number> {
  const name = `第${no}交易团`;
  const [row] = await knex('delegations')
    .insert({
      edition: '2',
      no,
      parentId,
      nameZh: name,
      nameEn: name,
      organisationZh: name,
      contactsZh: '',
      phones: '',
      kind: 'region',
    })
    .returning('delegationId');
  return row!.delegationId;
}

/** Two units under delegations that are strangers to each other, and whoever may call. */
export async function createWorld(stage: Stage, api: TestApi): Promise<World> {
  const { store } = stage;
  const { knex } = store;
  await stage.sandbox.call('PUT', '/refunds', { outcome: 'not_enough' });
  const [delegationA, delegationB] = [await delegationId(store, 3), await insertDelegation(store, 91, null)];
  const below = await insertDelegation(store, 90, delegationA);
  await insertStaff(store, 'delegation-91', 'delegation', { delegationId: delegationB });
  await insertStaff(store, 'delegation-90', 'delegation', { delegationId: below });
  await insertStaff(store, 'operator-2', 'operator');
  const asker = (await knex('staff').where({ login: 'bureau-2' }).first('staffId'))!.staffId;
  const [a, b] = await Promise.all([
    createSide(stage, api, { name: '甲字进口有限公司', delegation: delegationA, reviewer: 'delegation-3', asker }),
    createSide(stage, api, { name: '乙字进口有限公司', delegation: delegationB, reviewer: 'delegation-91', asker }),
  ]);

  const callers: Caller[] = [];
  async function add(
    name: string,
    owner: Owner,
    to: Caller['to'],
    more: { mine?: Side; login?: string } = {},
  ): Promise<string> {
    const anew = async () => (await createSessions(store).open(owner, 1)).token;
    const token = await anew();
    const sessionId = async () => {
      const tokenHash = sha256(await anew());
      return (await knex('sessions').where({ tokenHash }).first('sessionId'))!.sessionId;
    };
    callers.push({ name, token, anew, sessionId, to, mine: undefined, ...more });
    return token;
  }
  async function addStaff(login: string, to: Caller['to'], mine?: Side): Promise<string> {
    const { staffId } = (await knex('staff').where({ login }).first('staffId')) as { staffId: string };
    return add(login, { staffId }, to, { login, ...(mine ? { mine } : {}) });
  }
  const ofA = (own: Relation, foreign: Relation) => (side: Side) => (side === a ? own : foreign);
  const nobody = () => 'nobody' as const;
  const without = (name: string, token: string | undefined) =>
    callers.push({
      name,
      token,
      anew: () => Promise.resolve(token ?? ''),
      sessionId: () => Promise.resolve(randomUUID()),
      to: nobody,
      mine: undefined,
    });
  const expire = (token: string) =>
    knex('sessions')
      .where({ tokenHash: sha256(token) })
      .update({ expiresAt: knex.raw("now() - interval '1 second'") });

  without('anonymous', undefined);
  without('a made-up token', 'A'.repeat(43));
  const over = await createSessions(store).open({ unitId: a.registrationId }, 1);
  await expire(over.token);
  without('an expired session', over.token);
  const closed = await createSessions(store).open({ unitId: a.registrationId }, 1);
  await createSessions(store).close(closed.token);
  without('a session that was logged out', closed.token);
  const gone = await open(stage);
  const { token: released } = await createSessions(store).open({ unitId: gone.registrationId }, 1);
  await knex('units').where({ unitId: gone.registrationId }).update({ releasedAt: knex.fn.now() });
  without('a unit whose account was released', released);
  for (const [role, more] of [
    ['delegation', { delegationId: delegationA }],
    ['bureau', {}],
    ['operator', {}],
    ['auditor', {}],
  ] as const) {
    const staffId = await insertStaff(store, `disabled-${role}`, role, more);
    without(`a disabled ${role}`, (await createSessions(store).open({ staffId }, 1)).token);
    await knex('staff').where({ staffId }).update({ disabledAt: knex.fn.now() });
  }

  await add('the unit', { unitId: a.registrationId }, ofA('owner', 'otherUnit'), { mine: a });
  await add('another unit', { unitId: b.registrationId }, ofA('otherUnit', 'owner'), { mine: b });
  await addStaff('delegation-3', ofA('delegation', 'otherDelegation'), a);
  await addStaff('delegation-1', ofA('above', 'otherDelegation'), a);
  await addStaff('delegation-90', ofA('below', 'otherDelegation'));
  await addStaff('delegation-4', ofA('otherDelegation', 'otherDelegation'));
  await addStaff('delegation-91', ofA('otherDelegation', 'delegation'), b);
  await addStaff('bureau', () => 'bureau');
  await addStaff('operator', () => 'operator');
  await addStaff('auditor', () => 'auditor');
  const works = { unitAccount: a.account };
  await insertStaff(store, 'own-delegation', 'delegation', { ...works, delegationId: delegationA });
  await insertStaff(store, 'own-bureau', 'bureau', works);
  await insertStaff(store, 'own-operator', 'operator', works);
  await addStaff('own-delegation', ofA('ownDelegation', 'otherDelegation'), a);
  await addStaff('own-bureau', ofA('ownBureau', 'bureau'), b);
  await addStaff('own-operator', ofA('ownOperator', 'operator'), b);

  const { supportingEventId: eventId } = (await knex('supporting_events').first('supportingEventId')) as {
    supportingEventId: string;
  };
  await createSupportingEvents(store).signUp(eventId, [a.person, b.person]);
  const { link: invitation } = await inTransaction(store, (trx) =>
    createStaffInvitations(trx).issue(asker, (token) => token),
  );
  const changeId = await createEditionChanges(store).insert({
    edition: '2',
    patch: { feesFen: { vip: 100 } },
    changes: [{ sign: '~', at: 'feesFen.vip', from: 0, to: 100 }],
    staffId: asker,
  });
  const bureau = callers.find(({ name }) => name === 'bureau')!;
  const link = async () => {
    const made = await api.call('POST', '/links', {
      token: await bureau.anew(),
      body: { kind: 'badge', id: a.badged },
    });
    return String(made.body.url).split('/').at(-1)!;
  };
  return { a, b, callers, batchId: a.batchId, eventId, invitation, link, changeId };
}
