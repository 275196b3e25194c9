import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Files and metrics that a document names in backticks and that are nowhere. */
function missing(text: string): string[] {
  const named = [...text.matchAll(/`([^`]+)`/g)].map(([, words]) => words!);
  const sources = read('api/metrics.ts');
  return named.filter(
    (each) =>
      (/^[a-z-]+\/[\w./-]*$/.test(each) && !existsSync(new URL(each, root))) ||
      (/^[a-z_]+_total$/.test(each) && !sources.includes(`'${each}'`)),
  );
}

describe('the documents', () => {
  it('given the threat model and how to back up, when what they name is looked up, then files and metrics are there; and README leads to each document', () => {
    for (const page of ['threat-model', 'backup']) assert.deepEqual(missing(read(`docs/${page}.md`)), []);
    for (const page of ['threat-model', 'production', 'operating', 'backup', 'upgrading'])
      assert.ok(read('README.md').includes(`](docs/${page}.md)`), page);
  });

  it('given a file or a metric that is not there, when it is looked up, then it is found missing', () => {
    assert.deepEqual(missing('`api/no-such.ts` `api/limit.ts` `no_such_total` `limits_met_total`'), [
      'api/no-such.ts',
      'no_such_total',
    ]);
  });
});
