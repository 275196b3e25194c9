import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { attentionKinds } from '../../domain/attention.ts';

const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');

describe('the runbooks', () => {
  it('given every kind of what needs a human, when the manual is read, then each has one runbook, in their order, and none is of anything else', () => {
    const [, runbooks = ''] = page.split('\n## Runbooks\n');
    const sections = runbooks.split('\n### ').slice(1);
    assert.deepEqual(
      sections.map((section) => section.split('\n')[0]),
      Object.keys(attentionKinds),
    );
    for (const section of sections)
      for (const part of [/look/i, /\*\*do/i, /heals/i]) assert.match(section, part, section.slice(0, 40));
  });
});
