import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { registrationWorkflowId } from '../../workflows/messages.ts';
import type { Json, Reply, TestApi } from '../support/api.ts';
import type { Stage } from '../support/stage.ts';
import { fileOf, type Step } from './case.ts';
import { forms } from './forms.ts';
import { createPlaceholders, type Placeholders } from './placeholders.ts';

/** What one case has: the API, whose tokens its steps carry, and the values they speak of. */
export interface Scene {
  api: TestApi;
  stage: Stage;
  values: Placeholders;
  /** The registration of the scene's unit. */
  registrationId(): string;
  send(step: Step): Promise<Reply>;
  /** The same, answered so; what it answers. */
  expect(status: number, step: Step): Promise<Json>;
  get(as: Step['as'], path: string): Promise<Json>;
  /** The unit's own list. */
  people(): Promise<Json[]>;
}

function change(form: Json, path: string, set: (holder: Json, key: string) => void): void {
  const keys = path.split('.');
  set(
    keys.slice(0, -1).reduce((holder, key) => holder[key], form),
    keys.at(-1)!,
  );
}

function bodyOf(step: Step, values: Placeholders): unknown {
  if (step.file) return fileOf(step.file);
  const whole: Json = step.form ? structuredClone(forms[step.form]) : step.body;
  for (const [path, value] of Object.entries(step.with ?? {})) change(whole, path, (form, key) => (form[key] = value));
  for (const path of step.without ?? []) change(whole, path, (form, key) => delete form[key]);
  return whole instanceof Uint8Array ? whole : values.filled(whole);
}

const at = (answer: Json, path: string) =>
  path.split(/[.[\]]+/).reduce((inside, key) => (key === '' ? inside : inside[key]), answer);

/** `codes` of the vocabularies are values from the beginning. */
export function createScene({
  stage,
  api,
  staff,
  codes,
}: Pick<Scene, 'stage' | 'api'> & {
  staff: Readonly<Record<'delegation' | 'bureau', string>>;
  codes: Readonly<Record<string, string>>;
}): Scene {
  const values = createPlaceholders(codes);
  const tokenOf = (as: Step['as']) =>
    as === undefined ? undefined : as === 'unit' ? String(values.get('token')) : staff[as];
  const scene: Scene = {
    api,
    stage,
    values,
    registrationId: () => String(values.get('registration')),
    async send(step) {
      const reply = await api.call(step.method, encodeURI(values.text(step.path)), {
        token: tokenOf(step.as),
        body: bodyOf(step, values),
        headers: { ...(step.method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}), ...step.headers },
      });
      // Its run ends with the test.
      if (step.path === '/registrations' && reply.status === 201)
        stage.started.add(registrationWorkflowId({ edition: '2', account: reply.body.account as string }));
      if (reply.status < 300)
        for (const [name, path] of Object.entries(step.save ?? {})) values.set(name, at(reply.body, path));
      return reply;
    },
    async expect(status, step) {
      const reply = await scene.send(step);
      const told = Buffer.isBuffer(reply.body) ? '' : JSON.stringify(reply.body);
      assert.equal(reply.status, status, `${step.method} ${step.path}: ${told}`);
      return reply.body;
    },
    get: (as, path) => scene.expect(200, { as, method: 'GET', path }),
    people: async () => (await scene.get('unit', '/attendees?limit=200')).items,
  };
  return scene;
}
