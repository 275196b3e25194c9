import assert from 'node:assert/strict';
import { allowed, licenceFaults, type Component } from '../../stack/licences.ts';

describe('licences of what production is made of', () => {
  const of = (name: string, ...licenses: NonNullable<Component['licenses']>): Component => ({
    name,
    version: '1.0.0',
    licenses,
  });
  const id = (licence: string) => ({ license: { id: licence } });
  const font = { of: 'font', licences: ['OFL-1.1'], why: 'a font' };
  const native = { of: '@native/lib-', licences: ['LGPL-3.0-or-later'], why: 'a shared library' };

  const cases: [given: string, component: Component, faults: string[]][] = [
    ['an allowed one', of('a', id('MIT')), []],
    ['one that is on no list', of('a', id('GPL-3.0-only')), ['a@1.0.0: GPL-3.0-only']],
    ['none', of('a'), ['a@1.0.0: none']],
    ['one in words', of('a', { license: { name: 'Apache License 2.0' } }), ['a@1.0.0: Apache License 2.0']],
    ['an allowed one and another', of('a', id('MIT'), id('AGPL-3.0-only')), ['a@1.0.0: MIT, AGPL-3.0-only']],
    ['a choice with an allowed one', of('a', { expression: '(MIT OR CC0-1.0)' }), []],
    ['a choice without', of('a', { expression: '(GPL-2.0-only OR CC0-1.0)' }), ['a@1.0.0: (GPL-2.0-only OR CC0-1.0)']],
    ['two at once, one allowed', of('a', { expression: 'MIT AND SSPL-1.0' }), ['a@1.0.0: MIT AND SSPL-1.0']],
    [
      'a nested one',
      of('a', { expression: 'MIT AND (GPL-3.0-only OR MIT)' }),
      ['a@1.0.0: MIT AND (GPL-3.0-only OR MIT)'],
    ],
    ['an exception’s', of('font', { expression: 'MIT AND OFL-1.1' }), []],
    ['an exception’s in another package', of('fonts', id('OFL-1.1')), ['fonts@1.0.0: OFL-1.1']],
    ['another than its exception’s', of('font', id('GPL-3.0-only')), ['font@1.0.0: GPL-3.0-only']],
    ['a platform’s exception', of('@native/lib-linux-x64', id('LGPL-3.0-or-later')), []],
  ];
  for (const [given, component, faults] of cases) {
    it(`given a package under ${given}, when licences are checked, then ${faults.length > 0 ? 'it is refused by its name' : 'it passes'}`, () => {
      const all = [component, of('font', id('OFL-1.1')), of('@native/lib-darwin', id('LGPL-3.0-or-later'))];
      assert.deepEqual(licenceFaults(all, [font, native]), faults);
    });
  }

  it('given an exception that no package needs, when licences are checked, then it is told', () => {
    assert.deepEqual(licenceFaults([of('a', id('MIT')), of('font', id('MIT'))], [font]), [
      'font: an exception that no package needs',
    ]);
  });

  it('given the list, when it is read, then no copyleft licence is on it', () => {
    assert.deepEqual(
      allowed.filter((licence) => /GPL|SSPL|OSL|EUPL|MPL|CC-BY/.test(licence)),
      [],
    );
  });
});
