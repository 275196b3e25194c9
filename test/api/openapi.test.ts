import assert from 'node:assert/strict';
import { z } from 'zod';
import { examples } from '../../api/openapi-example.ts';
import { operations as served } from '../../api/routes/index.ts';
import { read, sources } from '../architecture/sources.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';

describe('OpenAPI document', () => {
  let api: TestApi;
  let document: Json;
  before(async () => {
    api = await startApi();
    document = await (await fetch(new URL('/openapi.json', api.url))).json();
  });
  after(() => api.close());

  const operations = () => Object.values<Json>(document.paths).flatMap((path) => Object.values<Json>(path));
  const schema = (name: string) => document.components.schemas[name] as Json;
  /** What a reference stands for; whatever else is itself. */
  const resolved = (part: Json): Json =>
    part?.$ref === undefined
      ? part
      : resolved(
          part.$ref
            .slice(2)
            .split('/')
            .reduce((at: Json, key: string) => at[key], document),
        );

  function* patterns(value: Json): Generator<string> {
    if (value === null || typeof value !== 'object') return;
    if (typeof value.pattern === 'string') yield value.pattern;
    for (const inner of Object.values(value)) yield* patterns(inner);
  }

  it('given the schemas, when they are written down, then every pattern is one: no delimiters, no flags', () => {
    const written = [...patterns(document)];
    assert.ok(written.length > 0);
    for (const pattern of written) {
      assert.doesNotMatch(pattern, /\/[a-z]*$/, pattern);
      assert.doesNotThrow(() => new RegExp(pattern, 'u'), pattern);
    }
  });

  it('given what may be null, when it is written down, then null is among its types, and the body it shares a schema with may not be', () => {
    const acceptsNull = (property: Json) =>
      property.type?.includes('null') || property.anyOf?.some((one: Json) => one.type === 'null');
    for (const [name, property] of [
      ['InvitationCode', 'revokedAt'],
      ['RegistrationSummary', 'submittedAt'],
      ['BadgeOrder', 'expiresAt'],
      ['BadgeOrder', 'closedReason'],
    ] as const) {
      assert.ok(acceptsNull(schema(name).properties[property]), `${name}.${property}`);
    }
    for (const name of ['UnitInfo', 'ProcurementIntent', 'Delivery', 'PaymentAttempt'])
      assert.equal(schema(name).type, 'object', name);
  });

  it('given a choice of numbers, when it is written down, then all of them are', () => {
    assert.equal(schema('Verdict').properties.level.$ref, '#/components/schemas/ReviewLevel');
    const { type, enum: levels } = schema('ReviewLevel');
    assert.deepEqual([type, levels], ['number', [1, 2]]);
    assert.deepEqual(schema('RegistrationSummary').properties.escalation.enum, [0, 1, 2]);
  });

  it('given any operation, when it is written down, then it has an id of its own, its problems and its limits', () => {
    const ids = operations().map(({ operationId }) => operationId as string);
    assert.equal(new Set(ids).size, ids.length);
    // A verb, and its object where it has one that the verb does not hold.
    for (const id of ids) assert.match(id, /^[a-z]{2,}(?:[A-Z][a-z]+){1,4}$/);
    for (const { operationId, responses, security } of operations()) {
      for (const status of [400, 429, 500, 503, ...(security ? [401, 403] : [])]) {
        assert.ok(resolved(responses[status])?.content['application/problem+json'], `${operationId} ${status}`);
      }
      assert.ok(resolved(resolved(responses[503]).headers['Retry-After']), operationId);
    }
  });

  it('given any refusal, when it is written down, then its codes are a closed part of the list, those of its status', () => {
    const codes: string[] = schema('ErrorCode').enum;
    assert.ok(codes.length > 100);
    for (const { operationId, responses } of operations())
      for (const [status, response] of Object.entries<Json>(responses)) {
        if (Number(status) < 400) continue;
        const [problem, own, ...more] = resolved(response).content['application/problem+json'].schema.allOf;
        assert.deepEqual([problem.$ref, more], ['#/components/schemas/Problem', []], `${operationId} ${status}`);
        const said: string[] = own.properties.code.enum;
        assert.ok(said.length > 0 && said.every((code) => codes.includes(code)), `${operationId} ${status}`);
      }
    const { responses } = document.paths['/api/v1/orders'].post;
    assert.deepEqual(
      resolved(responses[429]).content['application/problem+json'].schema.allOf[1].properties.code.enum,
      ['too_many_requests'],
    );
    assert.ok(resolved(responses[409]).description.includes('attendee_already_ordered'));
  });

  it('given headers that change an answer, when they are written down, then they stand where they count', () => {
    const headersOf = (path: string, method: string) =>
      (document.paths[`/api/v1${path}`][method].parameters as Json[])
        .map(resolved)
        .filter((one) => one.in === 'header')
        .map((one) => [one.name, one.required]);
    assert.deepEqual(headersOf('/orders', 'post'), [['Idempotency-Key', true]]);
    assert.deepEqual(headersOf('/attendees', 'post'), [['Idempotency-Key', false]]);
    assert.deepEqual(headersOf('/attendees/{attendeeId}', 'patch'), [['If-Match', false]]);
  });

  it('given every example, when its schema reads it, then it fits, and an answer says nothing that its schema does not', () => {
    for (const [id, { body, answers = {} }] of Object.entries(examples)) {
      const spec = served.find((one) => one.spec.id === id)?.spec;
      assert.ok(spec, id);
      if (body) {
        const taken = (spec.wholeBody ?? spec.body)!.safeParse(body);
        assert.ok(taken.success, `${id}: ${taken.error?.message}`);
      }
      for (const [status, answer] of Object.entries(answers)) {
        const form: unknown = spec.answers[Number(status)];
        assert.ok(form instanceof z.ZodType, `${id} ${status}`);
        assert.deepEqual(form.parse(answer), answer, `${id} ${status}`);
      }
    }
    const { requestBody, responses } = document.paths['/api/v1/orders'].post;
    assert.deepEqual(requestBody.content['application/json'].example, examples.placeOrder!.body);
    assert.deepEqual(responses[201].content['application/json'].example, examples.placeOrder!.answers![201]);
    const { code, status } = schema('Problem').example;
    assert.ok(resolved(document.paths['/api/v1/orders'].post.responses[status]).description.includes(code));
  });

  it('given schemas that are alike, when they are written down, then they have one name and do not stand there again and again', () => {
    const times = new Map<string, number>();
    const count = (part: Json): void => {
      if (part === null || typeof part !== 'object') return;
      const words = Array.isArray(part.enum) && part.enum.length > 1 && part.type !== undefined;
      const fields = part.type === 'object' && Object.keys(part.properties ?? {}).length > 1;
      const alike = JSON.stringify({ ...part, description: undefined });
      if (words || fields) times.set(alike, (times.get(alike) ?? 0) + (words ? 2 : 1));
      for (const [key, inner] of Object.entries<Json>(part)) if (!/^(?:[45]\d\d|example)$/.test(key)) count(inner);
    };
    count({ ...document, components: { schemas: document.components.schemas } });
    assert.ok(times.size > 100);
    // A list of words stands once, an object twice at most.
    const repeated = [...times].filter(([, n]) => n > 2).map(([part]) => part);
    assert.deepEqual(repeated, []);
    // It was 436 kB with everything where it is used.
    const size = JSON.stringify(document).length;
    assert.ok(size < 370_000, `${size} characters`);
  });

  it('given the names of schemas, when the sources are read, then each is given once: a second one would be lost', () => {
    const names = sources()
      .filter((file) => file.startsWith('api/'))
      .flatMap((file) => [...read(file).matchAll(/\.openapi\(\s*'(\w+)'/g)].map((match) => match[1]!));
    assert.ok(names.length > 50);
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
    );
  });

  it('given the groups of operations, when they are written down, then each says what it is for, and where to ask is said', () => {
    const described: string[] = document.tags.map((tag: Json) => tag.description && tag.name);
    assert.deepEqual(
      [...new Set(operations().flatMap(({ tags }) => tags as string[]))].toSorted(),
      described.toSorted(),
    );
    assert.deepEqual(document.servers, [{ url: '/' }, { url: 'http://127.0.0.1' }]);
  });

  it('given the page for people, when it is opened, then it and what it loads are there', async () => {
    const page = await fetch(new URL('/docs/', api.url));
    assert.equal(page.status, 200);
    const files = [...(await page.text()).matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map((match) => match[1]!);
    assert.ok(files.length >= 4);
    for (const file of files) assert.equal((await fetch(new URL(file, page.url))).status, 200, file);
  });
});
