import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createAttention } from '../../db/ops/attention.ts';
import { createErasures } from '../../db/ops/erasure.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { createStore, inTransaction, rowsOf, untyped } from '../../db/knex.ts';
import { purgePhotos } from '../../db/ops/housekeeping.ts';
import { createInvoiceTitles } from '../../db/order/invoice-title.ts';
import { createAttendeePhotos } from '../../db/registration/attendee-photo.ts';
import { createReviews } from '../../db/registration/review.ts';
import { createSurveys } from '../../db/registration/survey.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { storePhoto } from '../../api/photo-storage.ts';
import { createPhotoFiles } from '../../activities/providers/photo-files.ts';
import { erased } from '../../domain/unreadable.ts';
import { ensureSchedules } from '../../stack/schedule.ts';
import { retentionWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { testPhotoDir } from '../support/api.ts';
import { unitInfo } from '../support/fixtures.ts';
import { testKeyRingFile } from '../support/keys.ts';
import {
  courierReports,
  createBuyer,
  makeBadges,
  placePaid,
  review,
  untilLines,
  untilOrder,
  type Buyer,
} from '../support/order-fixture.ts';
import { startStage, type Stage } from '../support/stage.ts';

describe('retention', () => {
  let stage: Stage;
  let gone: Buyer;
  let busy: Buyer;
  let photoKey: string;
  const photos = createPhotoFiles(testPhotoDir());

  before(async () => {
    stage = await startStage();
    const { store } = stage;
    [gone, busy] = [await createBuyer(store, [{}, { badgeType: 'vip' }]), await createBuyer(store)];
    const order = await placePaid(stage, { buyer: gone, pickup: 'courier' });
    await placePaid(stage, { buyer: busy });
    for (const { registrationId } of [gone, busy]) await leaveTraces(registrationId);
    await createInvoiceTitles(store).insert(gone.unitId, { kind: 'personal', title: '欧阳文静' });
    photoKey = await photoOf(gone);
    await review(stage, order, { 0: 'approve', 1: 'approve' });
    await untilLines(stage, order, 'approved', 'approved');
    await makeBadges(stage, order);
    await untilLines(stage, order, 'dispatched', 'dispatched');
    await courierReports(stage, order, 'delivered');
    await untilOrder(stage, order, 'settled');
  });
  after(() => stage.close());

  /** What a registration gathers beside its people and orders. */
  async function leaveTraces(registrationId: string): Promise<void> {
    const { store } = stage;
    const { staffId } = (await store.knex('staff').where({ login: 'delegation-3' }).first('staffId'))!;
    await createRegistrations(store).saveUnitInfo(registrationId, unitInfo);
    await createReviews(store).record([registrationId], {
      decision: 'return',
      reason: '欧阳文静不是本单位员工',
      staffId,
      requestId: randomUUID(),
    });
    await createSurveys(store).save(registrationId, { overall: 5 });
    const { unitId } = (await store.knex('registrations').where({ registrationId }).first('unitId'))!;
    const scope = { principal: `unit:${unitId}`, operation: 'POST /attendees', key: 'k' };
    await store.knex('idempotency_keys').insert({
      ...scope,
      rowId: randomUUID(),
      fingerprint: Buffer.alloc(32),
      leaseUntil: new Date(),
      businessNo: 'x',
    });
  }

  async function photoOf({ registrationId, attendeeIds }: Buyer): Promise<string> {
    const person = { attendeeId: attendeeIds[0]!, registrationId };
    const storage = { store: stage.store, photos, log: { error: () => undefined } as never };
    const key = await storePhoto(storage, person, Buffer.from('a face'));
    await createAttendeePhotos(stage.store).attach(person.attendeeId, key);
    return key;
  }

  /** Every value in the database that a unit's own keys sealed, by table and column: how many. */
  async function sealedBy({ registrationId, unitId }: Buyer): Promise<Map<string, number>> {
    const { knex } = stage.store;
    const ids = await knex('data_keys').whereIn('owner', [registrationId, unitId]).pluck('dataKeyId');
    const columns = await rowsOf<{ table: string; column: string }>(
      knex,
      "SELECT table_name AS table, column_name AS column FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'bytea'",
    );
    const found = new Map<string, number>();
    for (const { table, column } of columns) {
      const [row] = await rowsOf<{ count: number }>(
        knex,
        "SELECT count(*)::int AS count FROM ?? WHERE get_byte(??, 0) = 0 AND encode(substr(??, 2, 16), 'hex') = ANY(?)",
        [table, column, column, ids.map((id) => id.replaceAll('-', ''))],
      );
      if (row!.count > 0) found.set(`${table}.${column}`, row!.count);
    }
    return found;
  }

  /** As a process reads it that has read nothing before: keys are remembered for a minute. */
  async function shownName({ attendeeIds }: Buyer): Promise<string> {
    const ring = parseKeyRing(readFileSync(testKeyRingFile(), 'utf8'));
    const { knex, personalData } = createStore({ databaseUrl: stage.databaseUrl, pool: 1, name: 'fresh', ring });
    try {
      const row = (await knex('attendees').where({ attendeeId: attendeeIds[0]! }).first('attendeeId', 'name'))!;
      return personalData.show({ table: 'attendees', column: 'name', row: row.attendeeId }, row.name);
    } finally {
      await knex.destroy();
    }
  }
  const money = () =>
    rowsOf(
      stage.store.knex,
      'SELECT posting.*, entry.* FROM ledger_postings posting JOIN ledger_entries entry USING (key) ORDER BY entry.key, entry.account',
    );
  async function runTonight(): Promise<{ erased: number; failed: number }> {
    const { client } = stage.environment;
    await ensureSchedules(client);
    const schedule = client.schedule.getHandle('retention');
    await schedule.trigger();
    const [{ action }] = (await until(async () => {
      const { recentActions } = (await schedule.describe()).info;
      return recentActions.length > 0 ? recentActions : undefined;
    })) as unknown as [{ action: { workflow: { workflowId: string; firstExecutionRunId: string } } }];
    assert.ok(action.workflow.workflowId.startsWith(retentionWorkflowId));
    const { workflowId, firstExecutionRunId } = action.workflow;
    const result = (await client.workflow.getHandle(workflowId, firstExecutionRunId).result()) as {
      erased: number;
      failed: number;
    };
    await schedule.delete();
    return result;
  }

  it('given an edition whose data has its time still, when the night comes, then nothing is erased', async () => {
    assert.deepEqual(await runTonight(), { erased: 0, failed: 0 });
    assert.deepEqual(await stage.store.knex('erasures'), []);
    assert.notEqual(await shownName(gone), erased);
  });

  it('given one that is over for 90 days, when the night comes, then whoever is at rest is erased, wherever they stood, and who is not waits for a human', async () => {
    const { store } = stage;
    const before = { money: await money(), sealed: await sealedBy(gone), busy: await sealedBy(busy) };
    for (const place of [
      'attendees.name',
      'attendees.document_number',
      'badges.name',
      'addresses.street',
      'units.mobile',
      'registrations.unit_contact',
      'reviews.reason',
      'survey_answers.answers',
      'invoice_titles.title',
      'list_keys.document',
    ])
      assert.ok(before.sealed.has(place), `${place} is sealed by the registration's own key`);
    await untyped(store.knex)('editions')
      .where({ edition: '2' })
      .update({
        registration_opens_at: new Date(Date.now() - 400 * 86_400_000),
        registration_closes_at: new Date(Date.now() - 120 * 86_400_000),
        expo_closes_at: new Date(Date.now() - 93 * 86_400_000),
      });
    assert.deepEqual(await runTonight(), { erased: 1, failed: 0 });

    const [proof, ...more] = await store.knex('erasures');
    assert.deepEqual([proof!.registrationId, proof!.cause, more.length], [gone.registrationId, 'retention', 0]);
    assert.deepEqual(proof!.removed, {
      people: 2,
      photos: 1,
      personKeys: 2,
      listKeys: 2,
      answers: 1,
      sessions: 1,
      codes: 0,
      imported: 0,
      notices: proof!.removed['notices'],
      keys: 2,
    });
    assert.ok(proof!.removed['notices']! > 0, 'what the provider told of its payments');
    before.sealed.delete('list_keys.document');
    assert.deepEqual(await sealedBy(gone), before.sealed, 'the other rows stand, and open for nobody');
    const keys = await store.knex('data_keys').whereIn('owner', [gone.registrationId, gone.unitId]).pluck('wrappedKey');
    assert.deepEqual(keys, [null, null]);
    assert.equal(await shownName(gone), erased);
    for (const table of ['person_keys', 'list_keys', 'attendee_photos'] as const)
      assert.equal((await store.knex(table).whereIn('attendeeId', gone.attendeeIds)).length, 0, table);
    await store.knex('condemned_photos').update({ condemnedAt: new Date(0) });
    await purgePhotos(store, photos);
    assert.equal(await photos.get(photoKey), undefined);

    assert.notEqual(await shownName(busy), erased);
    assert.deepEqual(await sealedBy(busy), before.busy);
    assert.equal((await store.knex('person_keys').whereIn('attendeeId', busy.attendeeIds)).length, 1);
    assert.deepEqual(await money(), before.money, 'money keeps its rows');
    const waiting = (await createAttention(store).list({ rows: 50 })).filter(
      ({ workflowId }) => workflowId === 'retention',
    );
    assert.deepEqual(
      waiting.map(({ subject }) => subject.registrationId),
      [busy.registrationId],
    );
  });

  it('given what is erased, when it is to be erased again or changed, then nothing moves and its proof stands', async () => {
    const { store } = stage;
    const due = { registrationId: gone.registrationId, cause: 'withdrawal' } as const;
    assert.equal(await inTransaction(store, (trx) => createErasures(trx).erase(due)), false);
    await assert.rejects(store.knex('erasures').update({ cause: 'withdrawal' }), /permission denied/);
    assert.deepEqual(await store.knex('erasures').pluck('cause'), ['retention']);
  });
});
