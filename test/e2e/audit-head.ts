import assert from 'node:assert/strict';
import type { Stack } from './stack.ts';

type NpmRun = (line: string) => Promise<{ code: unknown; lines: string[] }>;

/** What `npm run audit` says of an audit that its database's owner changes and cuts, and puts right again. */
export async function tamperWithAudit(stack: Stack, npmRun: NpmRun): Promise<void> {
  const clean = await npmRun('audit');
  const [, head, position] = /; head ((\d+):[0-9a-f]{64})$/.exec(clean.lines.at(-1)!) ?? [];
  assert.ok(head && Number(position) > 1, clean.lines.at(-1));
  assert.deepEqual(await npmRun(`audit -- --head ${head}`), clean);

  const asOwner = (...statements: string[]) =>
    stack.rows(
      `DO $$ BEGIN SET LOCAL session_replication_role = replica; ${statements.map((each) => `${each};`).join(' ')} END $$`,
    );
  const found = async (line: string) => {
    const { code, lines } = await npmRun(line);
    return { code, found: lines.filter((each) => !each.startsWith('ok  ') && !each.startsWith('FAIL')) };
  };
  const isFirst = 'audit_id = (SELECT audit_id FROM audit_chain WHERE position = 1)';
  await asOwner(`UPDATE audit_entries SET subject = subject || '!' WHERE ${isFirst}`);
  const changed = await found('audit');
  assert.equal(changed.code, 1);
  assert.match(
    changed.found.join(),
    /^ +position 1: its entry \d+ is not what was chained there[^,]*, put in or moved$/,
  );
  await asOwner(`UPDATE audit_entries SET subject = rtrim(subject, '!') WHERE ${isFirst}`);

  await asOwner(
    `CREATE TABLE kept AS SELECT * FROM audit_chain WHERE position = ${position}`,
    'CREATE TABLE kept_entry AS SELECT e.* FROM audit_entries e JOIN kept USING (audit_id)',
    `DELETE FROM audit_entries WHERE audit_id = (SELECT audit_id FROM kept)`,
    `DELETE FROM audit_chain WHERE position = ${position}`,
  );
  assert.deepEqual(await found('audit'), { code: 0, found: [] }, 'what is left is whole in itself');
  assert.deepEqual(await found(`audit -- --head ${head}`), {
    code: 1,
    found: [
      `        position ${position}: noted as the head, and is not there; the chain ends at ${Number(position) - 1}`,
    ],
  });
  await asOwner(
    'INSERT INTO audit_entries OVERRIDING SYSTEM VALUE SELECT * FROM kept_entry',
    'INSERT INTO audit_chain SELECT * FROM kept',
    'DROP TABLE kept',
    'DROP TABLE kept_entry',
  );
  assert.deepEqual(await npmRun(`audit -- --head ${head}`), clean);

  const half = await npmRun(`audit -- --head ${head.slice(0, 20)}`);
  assert.equal(half.code, 1);
  assert.match(half.lines.join('\n'), /--head must be POSITION:HASH/);
}
