import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { PassThrough, Writable } from 'node:stream';
import { unzipSync } from 'fflate';
import { createZipStream, ReaderGone } from '../../api/zip-stream.ts';

const patient = { stalledMs: 60_000, deadlineMs: 60_000 };
const day = new Date('2026-11-28T00:00:00Z');

describe('a ZIP that is written as it is made', () => {
  it('given files of every size, when they are written to a slow reader, then all come out as they went in, and no more than one is held', async () => {
    const chunks: Buffer[] = [];
    let most = 0;
    const out: Writable = new Writable({
      highWaterMark: 1024,
      write(chunk: Buffer, _encoding, done) {
        most = Math.max(most, out.writableLength);
        chunks.push(chunk);
        setImmediate(done);
      },
    });
    const zip = createZipStream(out, patient);
    const files = Object.fromEntries(
      [0, 1, 1_000, 300_000].flatMap((size) => [
        [`${size}.jpg`, randomBytes(size)],
        [`${size}.json`, Buffer.from('x'.repeat(size))],
      ]),
    );
    for (let round = 0; round < 20; round++) await zip.add(`round-${round}.jpg`, randomBytes(50_000), day);
    for (const [name, bytes] of Object.entries(files)) await zip.add(name, bytes, day);
    const finished = new Promise((resolve) => out.once('finish', resolve));
    zip.end();
    await finished;
    const read = unzipSync(Buffer.concat(chunks));
    assert.equal(Object.keys(read).length, 28);
    for (const [name, bytes] of Object.entries(files)) assert.ok(bytes.equals(read[name]!), name);
    assert.ok(most < 400_000, `${most}`);
  });

  it('given a reader that takes nothing, when its time is over, then it is given up', async () => {
    const zip = createZipStream(new PassThrough(), { stalledMs: 20, deadlineMs: 60_000 });
    await assert.rejects(zip.add('photo.jpg', randomBytes(100_000), day), ReaderGone);
  });

  it('given a reader that goes away, when more is written, then it is given up, whenever it went', async () => {
    const [early, late] = [new PassThrough(), new PassThrough()];
    early.destroy();
    await assert.rejects(createZipStream(early, patient).add('photo.jpg', randomBytes(10), day), ReaderGone);
    const writing = createZipStream(late, patient).add('photo.jpg', randomBytes(100_000), day);
    late.destroy();
    await assert.rejects(writing, ReaderGone);
  });

  it('given a reader that takes a little now and then, when the whole takes too long, then it is given up', async () => {
    const out = new PassThrough();
    out.resume();
    await assert.rejects(
      createZipStream(out, { stalledMs: 60_000, deadlineMs: -1 }).add('a.txt', 'a', day),
      ReaderGone,
    );
  });
});
