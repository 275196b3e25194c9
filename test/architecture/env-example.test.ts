import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createProviders } from '../../activities/providers/index.ts';
import { readConfig, required, settingDefaults } from '../../config.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { newKeyRing } from '../../stack/keys.ts';

interface Line {
  name: string;
  value: string;
  needed: boolean;
  reason: boolean;
}

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The settings of an example: each with whether words stand above it, or above those it follows at once. */
function settingsOf(text: string): Line[] {
  let reason = false;
  return text.split('\n').flatMap((line) => {
    const [, hash, name, value] = /^(# )?([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) return [{ name, value: value!, needed: hash === undefined, reason }];
    reason = /^# \S/.test(line) && !line.startsWith('# ──');
    return [];
  });
}

/** What a line sets: a setting of ours, given directly or in a file, or one of Temporal's. */
function setting(name: string): string {
  const bare = name.replace(/_FILE$/, '');
  return bare in settingDefaults ? bare : name;
}

describe('.env.example', () => {
  const lines = settingsOf(file('.env.example'));
  const needed = lines.filter((line) => line.needed);

  it('given every setting there is, when the example is read, then it names each once, with a reason, and none else but Temporal’s own', () => {
    const names = lines.map(({ name }) => setting(name));
    // The one of which the example also shows the other way to give it.
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      ['KEY_RING'],
    );
    assert.deepEqual(
      Object.keys(settingDefaults).filter((name) => !names.includes(name)),
      [],
    );
    const temporals = file('node_modules/@temporalio/envconfig/lib/envconfig-toml.js');
    const foreign = names.filter((name) => !(name in settingDefaults));
    assert.deepEqual(
      foreign.filter((name) => !temporals.includes(`'${name}'`)),
      [],
    );
    assert.ok(foreign.includes('TEMPORAL_API_KEY'));
    assert.deepEqual(
      lines.filter(({ reason }) => !reason).map(({ name }) => name),
      [],
    );
  });

  it('given a default, when the example says it, then it is that of the settings', () => {
    for (const { name, value } of lines.filter((line) => !line.needed && line.name in settingDefaults)) {
      const fallback = settingDefaults[name];
      if (typeof fallback === 'string' || typeof fallback === 'number') assert.equal(value, String(fallback), name);
    }
    const ports = readConfig({});
    for (const name of ['METRICS_PORT', 'WORKER_METRICS_PORT'] as const)
      assert.equal(lines.find((line) => line.name === name)?.value, String(ports[name]));
  });

  const filled = Object.fromEntries(
    needed.map(({ name, value }) => {
      const bare = setting(name);
      if (bare === 'KEY_RING') return [bare, newKeyRing()];
      const made = /_(ENDPOINT|URL)$/.test(bare) ? 'https://provider.example/' : 'given';
      return [bare, name === bare ? value || made : made];
    }),
  );
  /** What a program reads before it connects to anything. */
  function begin(env: Record<string, string>): void {
    const config = readConfig(env);
    required(config, 'DATABASE_URL');
    parseKeyRing(config.KEY_RING);
    createProviders(config, () => undefined);
  }

  it('given the lines without #, when they alone are filled in, then a program begins; and with one of them less it names that', () => {
    begin(filled);
    // What has a default that serves a trial and nobody else.
    const trialDefaults = ['NODE_ENV', 'PUBLIC_URL', 'TEMPORAL_ADDRESS', 'BUILD_ID', 'SF_MONTHLY_CARD'];
    for (const name of Object.keys(filled)) {
      const { [name]: _, ...without } = filled;
      if (trialDefaults.includes(name)) begin(without);
      else assert.throws(() => begin(without), new RegExp(name), name);
    }
  });

  it('given an example with a line that nobody knows or without a reason, when it is read, then that shows', () => {
    const [one, two, three] = settingsOf('# Why.\nA_NAME=1\n# ANOTHER=\n\n# ── part\n\n# THIRD=x\n');
    assert.deepEqual(
      [one, two, three],
      [
        { name: 'A_NAME', value: '1', needed: true, reason: true },
        { name: 'ANOTHER', value: '', needed: false, reason: true },
        { name: 'THIRD', value: 'x', needed: false, reason: false },
      ],
    );
  });
});
