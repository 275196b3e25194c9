import assert from 'node:assert/strict';
import { printedBadge } from '../badge.ts';
import type { Effect, Kind } from '../check.ts';
import { addPerson, adding } from '../given.ts';
import { assertRefuses, columns, csvOf, takes } from '../table.ts';

/** Kept letter by letter, and printed so that it can be copied: the surname in capitals. */
const printed =
  (surname: string, givenName: string): Effect =>
  async ({ scene, last }) => {
    scene.values.set('attendee', last.body.attendeeId);
    const kept = await scene.get('unit', '/attendees/{attendee}');
    assert.deepEqual([kept.surname, kept.givenName], [surname, givenName]);
    const lines = await printedBadge(scene);
    assert.ok(lines.includes(`${surname.toUpperCase()} ${givenName}`), lines.join('\n'));
  };

export const latinNames: Kind = {
  effect: {
    'latin-polish': printed('Gołąb', 'Łukasz'),
    'latin-latvian': printed('Kļaviņš', 'Jānis'),
    'latin-romanian': printed('\u021aurcanu', '\u0218tefania'),
    async 'latin-company'({ scene }) {
      const { unitInfo } = await scene.get('unit', '/registration');
      assert.equal(unitInfo.name, 'Żółta Łódź sp. z o.o.');
      assert.deepEqual([unitInfo.address.province, unitInfo.address.city], ['Łódzkie', 'Łódź']);
      await addPerson(scene, 'overseas');
      const lines = await printedBadge(scene);
      assert.ok(lines.includes('Żółta Łódź sp. z o.o.'), lines.join('\n'));
    },
  },
  neighbours: [
    {
      title: 'given names of the other Latin alphabets, when they are added, then they are kept letter by letter',
      given: 'unit',
      async check(scene) {
        for (const [surname, givenName] of [
          ['Dvořák', 'Jiří'],
          ['Őry', 'Győző'],
          ['Đukić', 'Željko'],
          ['Yılmaz', 'Çağrı'],
          ['Þórsson', 'Guðmundur'],
          ['Žukauskas', 'Ėdvinas'],
          ['Õunapuu', 'Tõnu'],
          ['Borġ', 'Ħamid'],
        ]) {
          const { attendeeId } = await addPerson(scene, 'overseas', { with: { surname, givenName } });
          const kept = await scene.get('unit', `/attendees/${attendeeId}`);
          assert.deepEqual([kept.surname, kept.givenName], [surname, givenName]);
        }
      },
    },
  ],
};

const oneName = { surname: 'Suharyati', givenName: '', country: 'ID' };

export const oneNameOnly: Kind = {
  effect: {
    async 'one-name-empty'({ scene, last }) {
      scene.values.set('attendee', last.body.attendeeId);
      const [person] = await scene.people();
      assert.deepEqual([person.surname, person.givenName || null, person.name], ['Suharyati', null, 'SUHARYATI']);
      const lines = await printedBadge(scene);
      assert.ok(lines.includes('SUHARYATI'), lines.join('\n'));
      const { attendees } = await scene.get('delegation', '/review/registrations/{registration}');
      assert.equal(attendees[0].name, 'SUHARYATI');
    },
    async 'one-name-import'(judged) {
      await takes('SUHARYATI')(judged);
      assert.equal((await judged.scene.people())[0].givenName || null, null);
    },
  },
  neighbours: [
    {
      title:
        'given a form without the given name, or a person whose second name was a mistake, when sent, then one name is kept',
      given: 'unit',
      async check(scene) {
        const { name } = await scene.expect(201, {
          ...adding.overseas,
          with: { surname: 'Suharyati' },
          without: ['givenName'],
        });
        assert.equal(name, 'SUHARYATI');
        await addPerson(scene, 'overseas');
        const body = { surname: 'Suharyati', givenName: '' };
        const changed = await scene.expect(200, { as: 'unit', method: 'PATCH', path: '/attendees/{attendee}', body });
        assert.deepEqual([changed.name, changed.givenName || null], ['SUHARYATI', null]);
      },
    },
    {
      title: 'given an empty surname, in a form or a file, when sent, then it stays refused',
      given: 'unit',
      async check(scene) {
        const told = await scene.expect(400, {
          ...adding.overseas,
          with: { ...oneName, surname: '', givenName: 'Suharyati' },
        });
        assert.deepEqual(
          told.errors.map(({ path }: { path: string }) => path),
          ['surname'],
        );
        await scene.expect(400, { ...adding.overseas, without: ['surname'] });
        const row = ['', 'Suharyati', '女', '印度尼西亚', String(scene.values.get('passport')), '总经理'];
        const [fault] = await assertRefuses(scene, { body: csvOf([columns.overseas, row]), list: 'overseas' });
        assert.equal(fault.path, 'rows[0].surname');
        assert.deepEqual(await scene.people(), []);
      },
    },
  ],
};
