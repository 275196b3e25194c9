import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { KeyRing } from '../../db/key-ring.ts';
import { startRings, unitWith, type Rings } from '../db/key-rings.ts';
import { runDir } from '../support/run.ts';

describe('npx expo keys:rotate', () => {
  let rings: Rings;
  before(async () => {
    rings = await startRings();
  });
  after(() => rings.close());

  /** As a person types it, with a ring of these keys. */
  function rotate(ring: KeyRing) {
    const file = join(mkdtempSync(join(runDir(), 'ring-')), 'ring.json');
    writeFileSync(file, JSON.stringify(ring));
    const env = { ...process.env, DATABASE_URL: rings.base.databaseUrl, KEY_RING_FILE: file, NODE_ENV: 'test' };
    const expo = fileURLToPath(new URL('../../expo.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [expo, 'keys:rotate'], { env, encoding: 'utf8' });
    assert.equal(stderr, '');
    return { status, lines: stdout.split('\n').filter(Boolean) };
  }

  it('given a ring as each step of README has it, when keys are rotated, then what was done is told, and which key may leave', async () => {
    const unit = await unitWith(rings.program(rings.ring('k1', 'i1')), [1, 2]);
    const keys = (await rings.base.store.knex('data_keys').pluck('dataKeyId')).length;

    assert.deepEqual(rotate(rings.ring('k1 k2', 'i1 i2')), {
      status: 0,
      lines: [
        '2 indexes of people added, so that each has one by i1 and i2',
        `key k1: current; ${keys} data keys`,
        'key k2: nothing names it; it may become current, or leave the ring',
        'index key i1: current; finds everybody',
        'index key i2: finds everybody; it may become current, or leave the ring a week after it was current',
      ],
    });
    assert.deepEqual(rotate(rings.ring('k2 k1', 'i2 i1')).lines, [
      `${keys} data keys wrapped anew by k2`,
      '2 likenesses indexed anew by i2',
      `key k2: current; ${keys} data keys`,
      'key k1: nothing names it; it may become current, or leave the ring',
      'index key i2: current; finds everybody',
      'index key i1: finds everybody; it may become current, or leave the ring a week after it was current',
    ]);
    const last = [`key k2: current; ${keys} data keys`, 'index key i2: current; finds everybody'];
    assert.deepEqual(rotate(rings.ring('k2', 'i2')).lines, [
      '2 indexes of people removed whose key is in the ring no more',
      ...last,
    ]);
    assert.deepEqual(rotate(rings.ring('k2', 'i2')), { status: 0, lines: ['Nothing was to be done.', ...last] });

    const { status, lines } = rotate(rings.ring('k1', 'i1'));
    assert.equal(status, 1);
    assert.deepEqual(
      lines.filter((line) => !line.startsWith('not done: ')),
      [
        'Nothing was to be done.',
        'key k1: current; nothing',
        `key k2: NOT in the ring, and ${keys} data keys cannot be opened without it: put it back`,
        'index key i1: current; does not find 2 people',
        'index key i2: NOT in the ring, and some people are found by it alone: put it back',
      ],
    );
    for (const attendeeId of unit.attendeeIds)
      assert.equal(lines.filter((line) => line.startsWith('not done: ') && line.includes(attendeeId)).length, 2);
  });
});
