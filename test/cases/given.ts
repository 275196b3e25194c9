import { until as untilThere } from '../activities/local-sandbox.ts';
import type { Json } from '../support/api.ts';
import { procurementIntent } from '../support/fixtures.ts';
import type { Given, Step } from './case.ts';
import { forms } from './forms.ts';
import type { Scene } from './scene.ts';

/** Opens an account; the scene's unit from here on. */
export async function register(scene: Scene, form: 'registration' | 'registration abroad', more: object = {}) {
  const opening = { ...forms[form], ...more };
  const body = scene.values.filled(opening) as Json;
  scene.values.set('USCC of the unit', body.uscc);
  scene.values.set('password of the unit', body.password);
  const save = { token: 'token', registration: 'registrationId' };
  return scene.expect(201, { method: 'POST', path: '/registrations', body, save });
}

const add = { as: 'unit', method: 'POST' } as const;
/** What a unit adds by a whole form each. */
export const adding = {
  mainland: { ...add, path: '/attendees', form: 'mainland' },
  hk_macao_taiwan: { ...add, path: '/attendees', form: 'hk_macao_taiwan' },
  overseas: { ...add, path: '/attendees', form: 'overseas' },
  address: { ...add, path: '/addresses', form: 'address' },
  title: { ...add, path: '/invoice-titles', form: 'title' },
} as const satisfies Record<string, Step>;

export const savingUnitInfo = {
  as: 'unit',
  method: 'PUT',
  path: '/registration/unit-info',
  form: 'unit-info',
} as const satisfies Step;

/** Adds a person of a whole form: `{attendee}` from here on. */
export const addPerson = (
  scene: Scene,
  form: 'mainland' | 'hk_macao_taiwan' | 'overseas' = 'mainland',
  more: Pick<Step, 'with'> = {},
) => scene.expect(201, { ...adding[form], ...more, save: { attendee: 'attendeeId' } });

/** Both forms filled in as they are, unless the unit has done so, and handed in: `{version}` is what a reviewer sees. */
export async function submit(scene: Scene): Promise<void> {
  const { unitInfo } = await scene.get('unit', '/registration');
  if (!unitInfo) await scene.expect(200, savingUnitInfo);
  const body = procurementIntent;
  await scene.expect(200, { as: 'unit', method: 'PUT', path: '/registration/procurement-intent', body });
  await scene.expect(200, { as: 'unit', method: 'POST', path: '/registration/submit', body: {} });
  const path = '/review/registrations/{registration}';
  await scene.expect(200, { as: 'delegation', method: 'GET', path, save: { version: 'version' } });
}

export const photograph = (scene: Scene) =>
  scene.expect(200, {
    as: 'unit',
    method: 'PUT',
    path: '/attendees/{attendee}/photo',
    headers: { 'Content-Type': 'image/jpeg' },
    file: 'files/portrait.jpg',
  });

/** Until the list shows the person so. */
export const until = (scene: Scene, ...states: string[]) =>
  untilThere(async () =>
    states.includes((await scene.get('unit', '/attendees/{attendee}')).state) ? true : undefined,
  );

export const approve = (scene: Scene) =>
  scene.expect(200, {
    as: 'delegation',
    method: 'POST',
    path: '/review/registrations/{registration}/decision',
    body: { decision: 'approve', version: '{version}' },
  });

/** Locked as VIP, who owes nothing, and ordered. */
export async function order(scene: Scene): Promise<void> {
  await scene.expect(202, {
    as: 'delegation',
    method: 'POST',
    path: '/review/attendees/lock',
    body: { items: [{ attendeeId: '{attendee}', badgeType: 'vip' }] },
  });
  await until(scene, 'locked');
  await scene.expect(201, {
    as: 'unit',
    method: 'POST',
    path: '/orders',
    body: { attendeeIds: ['{attendee}'], pickup: 'delegation' },
    save: { order: 'orderNo' },
  });
}

export const prepare: Record<Given, (scene: Scene) => Promise<void>> = {
  nothing: async () => undefined,
  unit: (scene) => register(scene, 'registration'),
  'unit with a USCC of digits only': (scene) => register(scene, 'registration', { uscc: '{USCC of digits only}' }),
  'unit abroad': (scene) => register(scene, 'registration abroad'),
  'unit from Hong Kong': (scene) =>
    register(scene, 'registration abroad', { region: 'hk_macao_taiwan', country: 'HK' }),
  async 'unit with a person'(scene) {
    await register(scene, 'registration');
    await addPerson(scene);
  },
  async 'unit under review'(scene) {
    await register(scene, 'registration');
    await addPerson(scene);
    await photograph(scene);
    await submit(scene);
  },
  async 'person under review'(scene) {
    await prepare['unit under review'](scene);
    await approve(scene);
    await order(scene);
    await until(scene, 'under_review');
  },
};
