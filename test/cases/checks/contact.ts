import assert from 'node:assert/strict';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createUnits } from '../../../db/registration/unit.ts';
import type { Effect, Kind } from '../check.ts';
import { adding, register, savingUnitInfo } from '../given.ts';
import type { Scene } from '../scene.ts';
import { proveMobile } from '../../support/mobile-proof.ts';

/** As it is stored: answers show it masked. */
async function storedContact(scene: Scene) {
  return (await createRegistrations(scene.stage.store).find(scene.registrationId()))!.unitInfo!.contact!;
}
/** A unit and its registration share their id. */
const storedMobile = (scene: Scene) => createUnits(scene.stage.store).mobileOf(scene.registrationId());

const save = (scene: Scene, more: Record<string, unknown>) => scene.send({ ...savingUnitInfo, with: more });

/** A person dials it: the figures are there, in half width, in their order. */
const dials = (phone: string | undefined, figures: string) => {
  assert.equal((phone ?? '').replaceAll(/[^0-9]/g, ''), figures);
  assert.doesNotMatch(phone ?? '', /[\uff01-\uff5e]/);
};
const phone =
  (figures: string): Effect =>
  async ({ scene }) =>
    dials((await storedContact(scene)).phone, figures);

async function opensWith(scene: Scene, mobile: string, stored: string) {
  await register(scene, 'registration', { mobile });
  assert.equal(await storedMobile(scene), stored);
}

export const phoneEmail: Kind = {
  effect: {
    'phone-brackets': phone('075783123456'),
    async 'phone-extension'({ scene }) {
      const { phone: kept } = await storedContact(scene);
      dials(kept, '075783123456801');
      assert.match(kept!, /56\s*(?:转|ext|x|-|#)/i, 'the extension is told from the number');
    },
    async 'phone-full-width'({ scene }) {
      assert.equal((await storedContact(scene)).phone, '0757-83123456');
    },
    async 'email-blank'({ scene }) {
      assert.equal((await storedContact(scene)).email, 'buyer@example.com');
    },
    async 'mobile-00'({ scene, last }) {
      scene.values.set('registration', last.body.registrationId);
      assert.equal(await storedMobile(scene), '+85291230000');
    },
  },
  neighbours: [
    {
      title: 'given landlines as people write them, when they are saved, then each can be dialled',
      given: 'unit',
      async check(scene) {
        for (const [written, figures] of [
          ['0757-83123456 ext. 801', '075783123456801'],
          ['0757-83123456 EXT 801', '075783123456801'],
          ['（0757）83123456', '075783123456'],
          ['(0757) 8312-3456', '075783123456'],
          ['+86 757 8312 3456', '8675783123456'],
          ['+86 (757) 83123456', '8675783123456'],
          ['０７５７－８３１２３４５６转８０１', '075783123456801'],
        ] as const) {
          const { status, body } = await save(scene, { 'contact.phone': written });
          assert.equal(status, 200, `${written}: ${JSON.stringify(body)}`);
          dials((await storedContact(scene)).phone, figures);
        }
      },
    },
    {
      title: 'given what nobody can dial or write to, when it is saved, then it stays refused',
      given: 'unit',
      async check(scene) {
        for (const wrong of ['无', 'call me', '12', '0757-83123456，请打我的手机', '()'])
          assert.equal((await save(scene, { 'contact.phone': wrong })).status, 400, wrong);
        for (const wrong of ['buyer.example.com', 'buyer@', 'a b@example.com', '@example.com'])
          assert.equal((await save(scene, { 'contact.email': wrong })).status, 400, wrong);
        assert.equal((await scene.get('unit', '/registration')).unitInfo, null);
      },
    },
    {
      title: 'given an e-mail with blanks of any width around it, when it is saved, then it is trimmed',
      given: 'unit',
      async check(scene) {
        for (const written of ['\u3000buyer@example.com', '\u00a0buyer@example.com\t', ' buyer@example.com\n']) {
          assert.equal((await save(scene, { 'contact.email': written })).status, 200, JSON.stringify(written));
          assert.equal((await storedContact(scene)).email, 'buyer@example.com');
        }
      },
    },
    {
      title:
        'given mobiles from abroad as people write them, when accounts are opened, then each is stored with + and its code',
      given: 'nothing',
      async check(scene) {
        await opensWith(scene, '＋852 9123 0000', '+85291230000');
        await opensWith(scene, '+1 (415) 555-0132', '+14155550132');
        await opensWith(scene, '0044 7700 900123', '+447700900123');
        await opensWith(scene, '0086 138 0013 8000', '13800138000');
        await opensWith(scene, '＋８６ １３８００１３８０００', '13800138000');
      },
    },
  ],
};

const hyphens = {
  'no hyphen': '',
  'a blank': ' ',
  'an en dash': '\u2013',
  'a hyphen that keeps a line together': '\u2011',
  'a wide hyphen': '\uff0d',
} as const;
const written = (hyphen: string) => `DEMO${hyphen}02`;

async function assertCode(scene: Scene) {
  const { invitationCode, delegation } = await scene.get('unit', '/registration');
  assert.deepEqual([invitationCode, delegation.no], ['DEMO-02', 2]);
}

export const typedCode: Kind = {
  async effect({ scene, last }) {
    scene.values.set('token', last.body.token);
    await assertCode(scene);
  },
  neighbours: [
    ...Object.entries(hyphens).map(([name, hyphen]) => ({
      title: `given ${name} for the hyphen of a code, when the industry’s is filled in, or a unit’s own in small letters, then it is read as the code`,
      given: 'nothing' as const,
      async check(scene: Scene) {
        await register(scene, 'registration', { invitationCode: written(hyphen).toLowerCase() });
        await assertCode(scene);
        const { status, body } = await save(scene, { industryInvitationCode: written(hyphen) });
        assert.deepEqual([status, body.unitInfo?.industryInvitationCode], [200, 'DEMO-02'], JSON.stringify(body));
      },
    })),
    {
      title:
        'given a unit that came without a code, when it gives one later, written otherwise, then it is read as the code',
      given: 'nothing',
      async check(scene) {
        const mobileProof = await proveMobile(scene, '13800138000');
        await register(scene, 'registration', { invitationCode: undefined, mobileProof });
        const body = { invitationCode: written('\u2013') };
        await scene.expect(200, { as: 'unit', method: 'PUT', path: '/registration/invitation-code', body });
        await assertCode(scene);
      },
    },
    {
      title: 'given a code that nobody has, however it is written, when a unit registers, then it stays unknown',
      given: 'nothing',
      async check(scene) {
        for (const invitationCode of ['DEMO-99', 'DEMO99', 'DEMO 99', 'DEMO\u201399', '02DEMO']) {
          const opening = {
            method: 'POST',
            path: '/registrations',
            form: 'registration',
            with: { invitationCode },
          } as const;
          assert.equal((await scene.expect(422, opening)).code, 'invitation_code_unknown', invitationCode);
        }
      },
    },
  ],
};

/** Refused in words that say why and name the way; the way is open. */
const refusesTitle =
  (title: string, taxNo: string): Effect =>
  async ({ scene, last }) => {
    const refusal = { ...adding.title, with: { title, taxNo } } as const;
    const told = (body: typeof last.body) =>
      [body.detail, ...body.errors.map(({ message }: { message: string }) => message)].join('\n');
    assert.equal(last.body.errors[0].path, 'taxNo');
    assert.match(told(last.body), /内地|大陆|境内|统一社会信用代码/);
    assert.match(told(last.body), /(?:请|可|改|选).*个人|个人.*(?:请|可|改|选)/s, 'the way is named');
    const english = told(await scene.expect(422, { ...refusal, headers: { 'Accept-Language': 'en' } }));
    assert.match(english, /mainland|credit code|USCC/i);
    assert.match(english, /personal/i);
    const way = { as: 'unit', method: 'POST', path: '/invoice-titles', body: { kind: 'personal', title } } as const;
    assert.equal((await scene.expect(201, way)).title, title);
    assert.equal((await scene.get('unit', '/invoice-titles')).items.length, 1);
  };

export const invoiceTitle: Kind = {
  effect: {
    'title-abroad': refusesTitle('Beispiel Maschinenbau GmbH', 'DE999999999'),
    'title-hong-kong': refusesTitle('晴岚（香港）有限公司', '12345678-000-01-26-0'),
  },
};
