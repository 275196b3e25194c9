import assert from 'node:assert/strict';
import { missingIn, type FormDrafts } from '../../domain/unit-info.ts';
import { procurementIntentBody, unitInfoBody } from '../../api/routes/registration/registration-view.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, procurementIntent, unitInfo, type TestUnit } from '../support/fixtures.ts';

const paths = (body: Json): string[] => body.errors.map((error: { path: string }) => error.path);
const whole = { unitInfo, procurementIntent };
const schemas = { unitInfo: unitInfoBody, procurementIntent: procurementIntentBody };
type Form = keyof FormDrafts;
const forms = Object.keys(whole) as Form[];

/** Every place of a form, by its steps: fields, lists, rows and the fields of rows. */
function placesIn(value: unknown, at: string[] = []): string[][] {
  const inner = value !== null && typeof value === 'object' ? Object.entries(value) : [];
  return inner.flatMap(([name, field]) => [[...at, name], ...placesIn(field, [...at, name])]);
}

const dotted = (form: Form, steps: string[]) =>
  [form, ...steps].reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : `${path}.${step}`));

/** The form with another value at one place, or without it. */
function having(form: object, steps: string[], value?: unknown): Json {
  const copy = structuredClone(form) as Json;
  const around = steps.slice(0, -1).reduce((inner, step) => inner[step], copy);
  const last = steps.at(-1)!;
  if (value === undefined) delete around[last];
  else around[last] = value;
  return copy;
}

describe('half a form', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const put = (form: string, body: unknown, headers: Record<string, string> = {}, query = '?partial=true') =>
    api.call('PUT', `/registration/${form}${query}`, { token: unit.token, body, headers });
  const get = (path = '') => api.call('GET', `/registration${path}`, { token: unit.token });
  const stepStates = async () =>
    Object.fromEntries(
      ((await get('/progress')).body.steps as Json[]).map(({ step, state }) => [step as string, state as string]),
    );

  for (const form of forms)
    it(`given the schema of ${form}, when each of its fields is left out, then what the schema refuses for it is what is missing, and nothing else`, () => {
      assert.deepEqual(missingIn(form, whole[form]), []);
      const fields = placesIn(whole[form]).filter((steps) => !/^\d+$/.test(steps.at(-1)!));
      assert.ok(fields.length >= 8);
      for (const steps of fields) {
        const without = having(whole[form], steps);
        const refused = !schemas[form].safeParse(without).success;
        const missing = missingIn(form, without);
        // The list of exhibitors is sent, if only as an empty one; what matters is that none are needed.
        const expected = refused && steps.join() !== 'exhibitors';
        assert.equal(missing.length > 0, expected, dotted(form, steps));
        assert.ok(missing.every((path) => path.startsWith(dotted(form, steps))));
        if (Array.isArray(steps.reduce((inner: Json, step) => inner[step], whole[form])))
          assert.equal(
            missingIn(form, having(whole[form], steps, [])).length > 0,
            !schemas[form].safeParse(having(whole[form], steps, [])).success,
            `${dotted(form, steps)} with nothing in it`,
          );
      }
    });

  it('given half a form, when it is kept, then it comes back as it is, everything that is empty is named by its path, and the rest of the flow waits (G3.4)', async () => {
    const half = {
      name: unitInfo.name,
      address: { province: '广东省', city: null, county: '', street: '  ' },
      contact: { name: '欧阳文静', mobile: '13827761234', phone: null },
      listed: false,
      turnover: 0,
      importModes: ['', null],
      industries: [{ area: 'services', subArea: '' }, { area: '', subArea: null }, { subArea: 'services.logistics' }],
    };
    const reply = await put('unit-info', half);
    assert.deepEqual([reply.status, reply.headers.get('etag')], [200, '"2"'], JSON.stringify(reply.body));
    const kept = {
      name: unitInfo.name,
      address: { province: '广东省' },
      contact: { name: '欧阳文静', mobile: '138****1234' },
      listed: false,
      turnover: 0,
      importModes: [],
      industries: [{ area: 'services' }, { subArea: 'services.logistics' }],
    };
    const { body } = await get();
    assert.deepEqual([reply.body.unitInfo, body.unitInfo, body.procurementIntent], [kept, kept, null]);
    const missing = [
      'unitInfo.address.city',
      'unitInfo.address.street',
      'unitInfo.registeredCapital',
      'unitInfo.nature',
      'unitInfo.contact.sex',
      'unitInfo.contact.department',
      'unitInfo.contact.position',
      'unitInfo.contact.email',
      'unitInfo.importValue',
      'unitInfo.importModes',
      'unitInfo.industries[0].subArea',
      'unitInfo.industries[1].area',
      'procurementIntent.nextYearBand',
      'procurementIntent.fiveYearBand',
      'procurementIntent.categories',
    ];
    const confirmation = (await get('/confirmation')).body;
    assert.deepEqual(
      [reply.body.missing, body.missing, confirmation.missing, confirmation.canSubmit],
      [missing, missing, missing, false],
    );
    const steps = await stepStates();
    assert.deepEqual([steps.unit_info, steps.procurement_intent, steps.submit], ['doing', 'doing', 'todo']);
  });

  it('given the other form in part, when rows are half filled in, then they are kept, and named by their place (G3.2)', async () => {
    const reply = await put('procurement-intent', {
      nextYearBand: '1000-2000',
      exhibitors: [null, { country: 'DE', company: 'Muster' }, '', { country: 'FR' }, {}],
      categories: null,
    });
    assert.deepEqual(reply.body.procurementIntent, {
      nextYearBand: '1000-2000',
      exhibitors: [{ country: 'DE', company: 'Muster' }, { country: 'FR' }],
    });
    assert.deepEqual(
      (reply.body.missing as string[]).filter((path) => path.startsWith('procurementIntent')),
      ['procurementIntent.fiveYearBand', 'procurementIntent.exhibitors[1].company', 'procurementIntent.categories'],
    );
    const none = await put('procurement-intent', { ...procurementIntent, exhibitors: null });
    assert.ok(
      (none.body.missing as string[]).every((path) => path.startsWith('unitInfo')),
      'none are hoped for',
    );
    assert.equal((await stepStates()).procurement_intent, 'done');
  });

  it('given what is filled in wrongly, when half a form is kept, then it is refused where it was sent, as in a whole one, and nothing is stored', async () => {
    const shape = await put('unit-info', {
      strange: null,
      registeredCapital: -1,
      contact: { email: 'nobody', phone: '' },
      industries: [{}, { area: 'x'.repeat(65) }],
    });
    assert.deepEqual(
      [shape.status, paths(shape.body).toSorted()],
      [400, ['contact.email', 'industries[1].area', 'registeredCapital', 'strange']],
    );
    const row = await put('procurement-intent', { exhibitors: [null, { country: 'XX' }] });
    assert.deepEqual([row.status, paths(row.body)], [422, ['exhibitors[1].country']]);
    const words = await put('unit-info', {
      address: { city: '巴黎市' },
      importModes: ['smuggling'],
      industries: [{}, { subArea: 'nothing' }],
    });
    assert.deepEqual(
      [words.status, words.body.code, paths(words.body).toSorted()],
      [422, 'unknown_reference', ['address.city', 'importModes[0]', 'industries[1].subArea']],
    );
    assert.equal((await put('unit-info', { name: '佛山😀公司' })).body.code, 'name_not_printable');
    assert.equal((await put('unit-info', {}, {}, '?partial=yes')).status, 400);
    const { body } = await get();
    assert.deepEqual([body.unitInfo, body.version], [null, 1]);
  });

  it('given half a form read with its masks, when it goes back with one field more, then what was masked stays; a mask of nothing is refused', async () => {
    const foreign = await put('unit-info', { contact: { email: 'w***@example.com' } });
    assert.deepEqual([foreign.status, paths(foreign.body)], [400, ['contact.email']]);
    const contact = { mobile: unitInfo.contact.mobile, email: unitInfo.contact.email };
    const first = await put('unit-info', { contact });
    assert.equal(first.body.unitInfo.contact.mobile, '138****1234');
    const second = await put('unit-info', {
      ...first.body.unitInfo,
      contact: { ...first.body.unitInfo.contact, department: '采购部', phone: null },
    });
    assert.equal(second.status, 200, JSON.stringify(second.body));
    const { unitContact } = (await api.store
      .knex('registrations')
      .where({ registrationId: unit.registrationId })
      .first('unitContact'))!;
    const place = { table: 'registrations', column: 'unitContact', row: unit.registrationId } as const;
    assert.deepEqual(JSON.parse(api.store.personalData.open(place, unitContact!)), {
      ...contact,
      department: '采购部',
    });
  });

  it('given a whole form, when it is sent back in part, then only that part is kept; without the word, half a form is refused as ever (G3.1)', async () => {
    assert.equal((await put('unit-info', unitInfo, {}, '')).status, 200);
    assert.equal((await stepStates()).unit_info, 'done');
    const { contact: _, ...withoutContact } = unitInfo;
    for (const query of ['', '?partial=false']) {
      const refused = await put('unit-info', withoutContact, {}, query);
      assert.deepEqual([refused.status, paths(refused.body)], [400, ['contact']]);
      const empty = await put('unit-info', { ...unitInfo, industries: [] }, {}, query);
      assert.deepEqual([empty.status, paths(empty.body)], [400, ['industries']]);
    }
    const { body } = await put('unit-info', withoutContact);
    assert.equal(body.unitInfo.contact, undefined);
    assert.ok((body.missing as string[]).includes('unitInfo.contact.email'));
    assert.equal((await stepStates()).unit_info, 'doing');
  });

  it('given two tabs, when each keeps its half, then the later is refused by the version it read, and a form that is locked stays (G4.2)', async () => {
    const first = await put('unit-info', { name: unitInfo.name }, { 'If-Match': '"1"' });
    assert.equal(first.status, 200);
    const stale = await put('unit-info', { nature: 'private' }, { 'If-Match': '"1"' });
    assert.deepEqual([stale.status, stale.body.code], [412, 'stale_version']);
    assert.deepEqual((await get()).body.unitInfo, { name: unitInfo.name });
    const { token } = await createUnit(api.store, { state: 'under_review' });
    const locked = await api.call('PUT', '/registration/unit-info?partial=true', { token, body: {} });
    assert.deepEqual([locked.status, locked.body.code], [409, 'not_editable']);
  });
});
