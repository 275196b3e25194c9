import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { staffInvitationWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { assertNobodyInHistories } from '../../support/canary.ts';
import { staffToken } from '../../support/fixtures.ts';
import { testKeyRingFile } from '../../support/keys.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

describe('an invitation by text', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  const textsTo = async (mobile: string): Promise<Json[]> =>
    (await stage.sandbox.journal()).sms.filter((text) => text.mobile === mobile);
  const ended = async (subject: string) =>
    until(async () => {
      const row = await stage.store.knex('notifications').where({ subject }).first('state', 'notificationId');
      return row && !['pending', 'unknown'].includes(row.state) ? row : undefined;
    });
  const invitationsOf = (login: string) =>
    stage.store
      .knex('staff_invitations as i')
      .join('staff as s', 's.staffId', 'i.staffId')
      .where('s.login', login)
      .orderBy('i.createdAt')
      .pluck('i.invitationId');

  it('given a mobile, when somebody is added and reset, then the text alone brings each link, which lets them in; its run knows neither link nor mobile', async () => {
    const bureau = await staffToken(stage.store, 'bureau');
    const mobile = '13755556666';
    const added = await api.call('POST', '/bureau/staff', {
      token: bureau,
      body: { login: 'by-text', role: 'auditor', mobile },
    });
    assert.deepEqual([added.status, added.body.link, added.body.mobileMasked], [201, undefined, '137****6666']);
    const [first] = await until(async () => ((await textsTo(mobile)).length === 1 ? textsTo(mobile) : undefined));
    assert.deepEqual([first.template, first.params.login, first.params.days], ['SMS_STAFF_INVITATION', 'by-text', '7']);
    const reset = await api.call('POST', '/bureau/staff/by-text/invitation', { token: bureau, body: {} });
    assert.deepEqual([reset.status, reset.body.link], [201, undefined]);
    const [, second] = await until(async () => ((await textsTo(mobile)).length === 2 ? textsTo(mobile) : undefined));
    const [old, token] = [first, second].map(({ params }) => params.link.split('/').at(-1) as string);
    const accept = (by: string) =>
      api.call('POST', `/staff-invitations/${by}`, { body: { password: 'Quiet-Harbour-Lantern-7' } });
    assert.deepEqual([(await accept(old!)).status, (await accept(token!)).status], [404, 204]);
    const body = { login: 'by-text', password: 'Quiet-Harbour-Lantern-7' };
    assert.equal((await api.call('POST', '/sessions', { body })).status, 201);

    const rows = await Promise.all((await invitationsOf('by-text')).map(ended));
    assert.deepEqual(
      rows.map(({ state }) => state),
      ['sent', 'sent'],
    );
    for (const { notificationId } of rows) stage.started.add(staffInvitationWorkflowId(notificationId));
    await assertNobodyInHistories(stage, [old!, token!, mobile, 'by-text']);
  });

  it('given the command beside a Temporal that is there, when it adds somebody with a mobile, then a text brings the link and nothing is printed', async () => {
    const mobile = '13755558888';
    const env = {
      ...process.env,
      DATABASE_URL: stage.databaseUrl,
      KEY_RING_FILE: testKeyRingFile(),
      TEMPORAL_ADDRESS: stage.environment.address,
      NODE_ENV: 'test',
    };
    const words = ['staff:add', 'by-command', '--role', 'auditor', '--mobile', mobile];
    const program = fileURLToPath(new URL('../../../expo.mjs', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...words], { env });
    assert.match(
      stdout,
      /^by-command: added as auditor; a text with the link goes to 137\*\*\*\*8888, and it holds until \S+\n$/,
    );
    assert.equal(stderr, '');
    const [text] = await until(async () => ((await textsTo(mobile)).length > 0 ? textsTo(mobile) : undefined));
    const token = text.params.link.split('/').at(-1) as string;
    assert.equal((await api.call('GET', `/staff-invitations/${token}`)).body.login, 'by-command');
  });

  it('given a text that waits, when its link is void by then, then nobody gets it', async () => {
    const bureau = await staffToken(stage.store, 'bureau');
    const mobile = '13755557777';
    await stage.stopWorkers();
    await api.call('POST', '/bureau/staff', { token: bureau, body: { login: 'too-late', role: 'auditor', mobile } });
    await api.call('PATCH', '/bureau/staff/too-late', { token: bureau, body: { disabled: true } });
    await stage.startWorkers();
    const [invitationId] = await invitationsOf('too-late');
    assert.equal((await ended(invitationId!)).state, 'not_needed');
    assert.deepEqual(await textsTo(mobile), []);
  });
});
