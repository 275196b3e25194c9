import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../db/knex.ts';
import { createSecondFactors } from '../../db/second-factor.ts';
import { createStaffInvitations } from '../../db/staff-invitation.ts';
import { startStore, type TestStore } from '../support/store.ts';

const linkOf = (token: string) => `https://expo.example/${token}`;
const times = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_none, n) => work(n)));

describe('staff at the same time', () => {
  let base: TestStore;
  let staffId: string;
  before(async () => {
    base = await startStore();
  });
  beforeEach(async () => {
    staffId = randomUUID();
    await base.store.knex('staff').insert({ staffId, login: `login-${staffId}`, role: 'bureau' });
  });
  after(() => base.close());

  async function confirmed(): Promise<string> {
    await inTransaction(base.store, (trx) =>
      createSecondFactors(trx).prepare(staffId, { secret: 'A'.repeat(32), recoveryCodes: ['ONE', 'TWO'] }),
    );
    const { secondFactorId } = (await createSecondFactors(base.store).pending(staffId))!;
    const confirm = () =>
      inTransaction(base.store, (trx) => createSecondFactors(trx).confirm(staffId, { secondFactorId, step: 100 }));
    assert.deepEqual((await times(4, confirm)).filter(Boolean), [true]);
    return secondFactorId;
  }

  it('given one step of time, when many replicas are given its code at once, then one lets in; the one before lets in nobody', async () => {
    const id = await confirmed();
    const factors = createSecondFactors(base.store);
    assert.equal(await factors.useStep(id, 100), false, 'the step that confirmed it');
    assert.deepEqual((await times(8, () => factors.useStep(id, 102))).filter(Boolean), [true]);
    assert.equal(await factors.useStep(id, 101), false);
    assert.deepEqual((await times(8, () => factors.useRecoveryCode(id, 'ONE'))).filter(Boolean), [true]);
    assert.deepEqual((await times(2, () => factors.useRecoveryCode(id, 'TWO'))).filter(Boolean), [true]);
  });

  it('given one member of staff, when two invite them at once, again and again, then one link is good, and it is used once', async () => {
    const invitations = createStaffInvitations(base.store);
    const issue = () => inTransaction(base.store, (trx) => createStaffInvitations(trx).issue(staffId, linkOf));
    const links = (await times(8, issue)).map(({ link }) => link.split('/').at(-1)!);
    assert.equal(new Set(links).size, 8);
    const found = await Promise.all(links.map((token) => invitations.find(token)));
    const good = found.filter((each) => each !== undefined);
    assert.equal(good.length, 1);
    assert.deepEqual((await times(8, () => invitations.use(good[0]!.invitationId))).filter(Boolean), [true]);
    const rows = await base.store.knex('staff_invitations').where({ staffId });
    assert.deepEqual([rows.length, rows.filter(({ link }) => link !== null).length], [8, 0]);
  });

  it('given a link that is being used, when its member is reset at the same time, then nothing waits for ever, and the last link alone is open', async () => {
    for (let n = 0; n < 5; n++) {
      const { invitationId } = await inTransaction(base.store, (trx) =>
        createStaffInvitations(trx).issue(staffId, linkOf),
      );
      const [, renewed] = await Promise.all([
        inTransaction(base.store, async (trx) => {
          await trx.knex('staff').where({ staffId }).update({ passwordHash: 'new' });
          await createStaffInvitations(trx).use(invitationId);
        }),
        inTransaction(base.store, (trx) => createStaffInvitations(trx).issue(staffId, linkOf)),
      ]);
      const open = await base.store.knex('staff_invitations').where({ staffId, usedAt: null, voidedAt: null });
      assert.deepEqual(
        open.map((row) => row.invitationId),
        [renewed.invitationId],
      );
    }
  });
});
