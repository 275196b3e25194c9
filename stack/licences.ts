/** What a package may be under without anybody asking (SPDX). */
export const allowed: readonly string[] = ['Apache-2.0', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Unlicense'];

interface Exception {
  /** A name, or the beginning of names where a package is published once for each platform. */
  of: string;
  /** What it is under: as its package says, or `none` where it says nothing that SPDX knows. */
  licences: readonly string[];
  why: string;
}

/** Looked at one by one. One that no package needs any more is a fault as well. */
const exceptions: readonly Exception[] = [
  {
    of: '@img/sharp-',
    licences: ['LGPL-3.0-or-later'],
    why: 'libvips is a shared library in a package of its own, used as it is; anybody can put another build in its place',
  },
  {
    of: '@expo-google-fonts/noto-sans-',
    licences: ['OFL-1.1'],
    why: 'fonts, embedded in badges, which their licence allows',
  },
  {
    of: '@expo-google-fonts/noto-sans',
    licences: ['OFL-1.1'],
    why: 'as those',
  },
  { of: '@darabonba/typescript', licences: ['none'], why: 'says "Apache License 2.0", which is Apache-2.0 in words' },
  {
    of: 'pause-stream',
    licences: ['none'],
    why: 'says MIT and Apache2 as a list; its LICENSE: dual licensed, MIT and Apache 2',
  },
  { of: 'png-js', licences: ['none'], why: 'its package says nothing; its LICENSE is the MIT License' },
];

/** A component of a CycloneDX document, as far as licences go. */
export interface Component {
  name: string;
  version: string;
  licenses?: readonly { license?: { id?: string; name?: string }; expression?: string }[];
}

/** One of an expression suffices where they are joined by OR; all count where they are joined by AND. */
function alternativesOf(text: string): string[][] {
  const inner = text.replace(/^\((.*)\)$/, '$1');
  // Nested ones stay whole, and as a whole are on no list.
  if (/[()]/.test(inner) || (/ OR /.test(inner) && / AND /.test(inner))) return [[text]];
  return inner.split(' OR ').map((each) => each.split(' AND '));
}

/** A line for each package whose licence is missing or on no list, and for each exception that none needs. */
export function licenceFaults(components: readonly Component[], excepted: readonly Exception[] = exceptions): string[] {
  const needed = new Set<Exception>();
  const faults = components.flatMap(({ name, version, licenses = [] }) => {
    const texts = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name ?? 'none');
    const said = texts.length > 0 ? texts : ['none'];
    const exception = excepted.find(({ of }) => (of.endsWith('-') ? name.startsWith(of) : name === of));
    const passes = (licence: string): boolean => {
      if (allowed.includes(licence)) return true;
      if (!exception?.licences.includes(licence)) return false;
      needed.add(exception);
      return true;
    };
    const isFine = said.every((text) => alternativesOf(text).some((all) => all.every(passes)));
    return isFine ? [] : [`${name}@${version}: ${said.join(', ')}`];
  });
  return [
    ...faults,
    ...excepted.filter((each) => !needed.has(each)).map(({ of }) => `${of}: an exception that no package needs`),
  ];
}
