import assert from 'node:assert/strict';
import { until } from '../../activities/local-sandbox.ts';
import type { Json } from '../../support/api.ts';
import type { Kind } from '../check.ts';
import { addPerson, adding, register, savingUnitInfo } from '../given.ts';
import type { Scene } from '../scene.ts';
import { takes } from '../table.ts';

const unitFormAt = (scene: Scene, more: Record<string, unknown>) =>
  scene.expect(200, { ...savingUnitInfo, with: more });

const claim = (statement: string, name = '陈禾青') => ({
  uscc: '{USCC of the unit}',
  claimant: { unitName: '佛山晴岚进口贸易有限公司', name, mobile: '13800138000' },
  statement,
});
const dispute = (body: Json) => ({ method: 'POST', path: '/disputes', body }) as const;
async function statementsOf(scene: Scene): Promise<string[]> {
  const { items } = await scene.get('bureau', '/bureau/disputes?limit=200');
  const account = scene.values.get('USCC of the unit');
  return items.filter((item: Json) => item.account === account).map((item: Json) => item.claim.statement);
}

export const lineBreaks: Kind = {
  effect: {
    async 'lines-dispute'({ scene }) {
      assert.deepEqual(await statementsOf(scene), ['我单位从未登记。\n请核实。']);
    },
    async 'lines-return'({ scene }) {
      const { state, returnReason } = await scene.get('unit', '/registration');
      assert.deepEqual([state, returnReason], ['returned', '1. 营业额有误\n2. 请补充进口额']);
    },
    async 'lines-person-review'({ scene }) {
      await until(async () =>
        (await scene.get('unit', '/attendees/{attendee}')).state === 'review_failed' ? true : undefined,
      );
      const pages = ['/attendees/{attendee}', '/orders/{order}', '/orders/{order}/events', '/notifications'];
      const shown = JSON.stringify(await Promise.all(pages.map((page) => scene.get('unit', page))));
      assert.ok(shown.includes('照片模糊\\n请重拍'), 'the unit reads the reason');
    },
  },
  neighbours: [
    {
      title: 'given lines that end as Windows ends them, when they are sent, then they stay lines',
      given: 'unit',
      async check(scene) {
        await scene.expect(202, dispute(claim('我单位从未登记。\r\n请核实。')));
        const [statement] = await statementsOf(scene);
        assert.deepEqual(statement?.split(/\r?\n/), ['我单位从未登记。', '请核实。']);
      },
    },
    {
      title: 'given other control characters, or a line break in a name, when they are sent, then they stay refused',
      given: 'unit',
      async check(scene) {
        for (const control of ['\u0000', '\u0007', '\u001b', '\u007f', '\u0085'])
          await scene.expect(400, dispute(claim(`我单位${control}从未登记。`)));
        await scene.expect(400, dispute(claim('我单位从未登记。', '陈\n禾青')));
        const named = { ...adding.mainland, with: { name: '王\n晓岚' } } as const;
        await scene.expect(400, named);
        assert.deepEqual([await statementsOf(scene), await scene.people()], [[], []]);
      },
    },
    {
      title:
        'given a registration under review, when single fields are returned with reasons of two lines, then the unit reads them so',
      given: 'unit under review',
      async check(scene) {
        const fields = [{ path: 'unitInfo.turnover', reason: '营业额有误\n请核对' }];
        const body = { decision: 'return', version: '{version}', reason: '请修改', fields };
        const path = '/review/registrations/{registration}/decision';
        await scene.expect(200, { as: 'delegation', method: 'POST', path, body });
        assert.deepEqual((await scene.get('unit', '/registration')).returnedFields, fields);
      },
    },
  ],
};

/** Marks, joiners and directions that are pasted along and seen by nobody. */
const unseen = ['\u200b', '\u200e', '\u200f', '\u202a', '\u202c', '\u2060', '\u2066', '\u2069', '\ufeff', '\u00ad'];
const around = (text: string) => `${unseen.join('')}${text}${unseen.join('')}`;

export const invisible: Kind = {
  effect: {
    async 'invisible-document'({ scene }) {
      const [person] = await scene.people();
      const { documentMasked } = await addPerson(scene);
      assert.equal(person.documentMasked.length, documentMasked.length);
      assert.match(person.documentMasked, /^[0-9]{3}\*+[0-9X]{4}$/i);
    },
    async 'invisible-mobile'({ scene, last }) {
      scene.values.set('token', last.body.token);
      assert.equal((await scene.get('unit', '/account')).mobileMasked, '138****8000');
    },
    'invisible-header': takes('刘宁远'),
    async 'invisible-recipient'({ scene }) {
      assert.equal((await scene.get('unit', '/addresses')).items[0].recipient, '陈禾青');
    },
    async 'invisible-title'({ scene }) {
      assert.equal((await scene.get('unit', '/invoice-titles')).items[0].title, '佛山晴岚进口贸易有限公司');
    },
  },
  neighbours: [
    {
      title:
        'given a document number with what cannot be seen around and inside it, when it is added, then it is the same person’s',
      given: 'unit',
      async check(scene) {
        const number = String(scene.values.get('ID card'));
        await addPerson(scene, 'mainland', {
          with: { documentNumber: around(`${number.slice(0, 6)}\u200b${number.slice(6)}`) },
        });
        const again = { ...adding.mainland, with: { documentNumber: number } } as const;
        await scene.expect(409, again);
      },
    },
    {
      title:
        'given a USCC, an account and a code with what cannot be seen around them, when a unit registers and logs in, then they are read without',
      given: 'nothing',
      async check(scene) {
        const uscc = String(scene.values.get('USCC'));
        await register(scene, 'registration', { uscc: around(uscc), invitationCode: around('{code}') });
        const { account, invitationCode } = await scene.get('unit', '/registration');
        assert.deepEqual([account, invitationCode], [uscc, scene.values.get('code')]);
        const login = { account: around(uscc), password: '{password of the unit}' };
        await scene.expect(201, { method: 'POST', path: '/sessions', body: login });
      },
    },
    {
      title:
        'given texts with what cannot be seen around and inside them, when they are saved, then none of it is in any answer',
      given: 'unit',
      async check(scene) {
        const name = '佛山\u200b晴岚';
        await unitFormAt(scene, {
          name: around(name),
          'address.street': around('海五路\u20601号'),
          'contact.name': around('陈\u200e禾青'),
        });
        await addPerson(scene, 'mainland', { with: { name: around('王\u200b晓岚') } });
        await scene.expect(201, { ...adding.address, with: { street: around('海五路\u00ad1号') } });
        const [{ unitInfo }, [person], { items }] = await Promise.all([
          scene.get('unit', '/registration'),
          scene.people(),
          scene.get('unit', '/addresses'),
        ]);
        assert.deepEqual(
          [unitInfo.name, unitInfo.address.street, unitInfo.contact.name, person.name, items[0].street],
          ['佛山晴岚', '海五路1号', '陈禾青', '王晓岚', '海五路1号'],
        );
      },
    },
    {
      title: 'given a text of nothing that can be seen, when it is saved, then it is as refused as an empty one',
      given: 'unit',
      async check(scene) {
        const { errors } = await scene.expect(400, { ...adding.address, with: { recipient: unseen.join('') } });
        assert.deepEqual(
          errors.map(({ path }: Json) => path),
          ['recipient'],
        );
      },
    },
  ],
};

export const emptyOptional: Kind = {
  effect: {
    async 'empty-phone'({ scene }) {
      const { unitInfo } = await scene.get('unit', '/registration');
      assert.deepEqual([unitInfo.contact.phone ?? null, unitInfo.contact.name], [null, '陈禾青']);
    },
    async 'empty-county'({ scene }) {
      const { unitInfo } = await scene.get('unit', '/registration');
      assert.deepEqual([unitInfo.address.county ?? null, unitInfo.address.city], [null, '东莞市']);
    },
    async 'empty-tax-number'({ scene }) {
      const [title] = (await scene.get('unit', '/invoice-titles')).items;
      assert.deepEqual([title.title, title.taxNo ?? null], ['陈禾青', null]);
    },
    async 'null-pickup'({ scene }) {
      assert.equal((await scene.people())[0].pickup, null);
    },
  },
  neighbours: [
    {
      title: 'given an empty code of the industry, when the form is saved, then it is as left out',
      given: 'unit',
      async check(scene) {
        await unitFormAt(scene, { industryInvitationCode: '' });
        assert.equal((await scene.get('unit', '/registration')).unitInfo.industryInvitationCode ?? null, null);
      },
    },
    {
      title: 'given an address in a city without counties, when the county is empty, then it is as left out',
      given: 'unit',
      async check(scene) {
        await scene.expect(201, { ...adding.address, with: { city: '东莞市', county: '' } });
        const [kept] = (await scene.get('unit', '/addresses')).items;
        assert.deepEqual([kept.county ?? null, kept.city], [null, '东莞市']);
      },
    },
    {
      title: 'given a company’s title with an empty tax number, when it is saved, then it is refused as one without',
      given: 'unit',
      async check(scene) {
        assert.equal((await scene.expect(422, { ...adding.title, with: { taxNo: '' } })).code, 'tax_number_invalid');
      },
    },
    {
      title: 'given a required field that is empty, when the form is saved, then it stays refused',
      given: 'unit',
      async check(scene) {
        for (const field of ['recipient', 'street', 'mobile', 'city'])
          assert.ok(
            [400, 422].includes((await scene.send({ ...adding.address, with: { [field]: '' } })).status),
            field,
          );
        assert.deepEqual((await scene.get('unit', '/addresses')).items, []);
      },
    },
  ],
};
