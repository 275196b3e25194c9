import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Operation } from '../../api/operation.ts';
import { operations } from '../../api/routes/index.ts';
import { namesIn } from '../support/schema-names.ts';

type Spec = Pick<Operation['spec'], 'method' | 'path' | 'roles' | 'answers' | 'reads'>;

/** What answers call something of a person. A contact and a claimant are found by what they hold. */
const personal =
  /^(name|surname|givenName|printedName|permitName|documentMasked|documentNumber|mobile|mobileMasked|phone|telephone|email|street|recipient|photo|photoUrl|claim|address)$/;

/** Nobody's who registered: staff, as those who administer them see them, and an edition's notice about photos. */
const ofOthers = [
  'get /bureau/staff',
  'post /bureau/staff',
  'patch /bureau/staff/:login',
  'post /bureau/staff/:login/invitation',
  'get /sessions',
  'get /bureau/edition',
  'patch /bureau/edition',
];

const nameOf = ({ method, path }: Spec) => `${method} ${path}`;
const isForStaff = ({ roles }: Spec) => roles?.some((role) => role !== 'unit') ?? false;
/** A file says nothing of what is in it: all that staff get may be of people. */
const tellsOfPeople = ({ answers }: Spec) =>
  Object.entries(answers)
    .filter(([status]) => Number(status) < 300)
    .flatMap(([, answer]) => [answer].flat())
    .some((answer) =>
      typeof answer === 'string'
        ? true
        : answer !== null && [...namesIn(answer as z.ZodType)].some((name) => personal.test(name)),
    );
/** What tells staff of people and does not say so, and what says so for nothing. */
function faults(specs: readonly Spec[]): string[] {
  return specs.flatMap((spec) => {
    const must = isForStaff(spec) && tellsOfPeople(spec) && !ofOthers.includes(nameOf(spec));
    if (must === (spec.reads !== undefined)) return [];
    return [
      `${nameOf(spec)}: ${must ? 'tells of people, and is not on record' : 'tells of nobody, or is for no staff'}`,
    ];
  });
}

describe('what tells staff of people', () => {
  const specs = operations.map(({ spec }) => spec);

  it('given every operation, when its answers are looked through, then what tells staff of people is on record, and nothing else', () => {
    assert.deepEqual(faults(specs), []);
    assert.ok(specs.filter(({ reads }) => reads).length >= 20);
    for (const name of ofOthers)
      assert.ok(
        specs.some((spec) => nameOf(spec) === name && tellsOfPeople(spec)),
        name,
      );
  });

  const roles = ['bureau'] as const;
  const list = {
    200: z.object({ items: z.array(z.object({ holder: z.object({ documentMasked: z.string() }).nullable() })) }),
  };
  const wrong: [given: string, spec: Spec][] = [
    ['a list of people', { method: 'get', path: '/x', roles, answers: list }],
    ['a file', { method: 'get', path: '/x', roles: ['unit', 'delegation'], answers: { 200: 'application/pdf' } }],
    [
      'one of several ways to answer',
      { method: 'get', path: '/x', roles, answers: { 200: [z.object({ n: z.int() }), 'text/csv'] } },
    ],
    [
      'a record of nothing',
      { method: 'get', path: '/x', roles, reads: 'people_read', answers: { 200: z.object({ unitName: z.string() }) } },
    ],
    [
      'a record of what units read of their own',
      { method: 'get', path: '/x', roles: ['unit'], reads: 'people_read', answers: list },
    ],
  ];
  for (const [given, spec] of wrong)
    it(`given ${given}, when it is looked through, then it is found`, () => assert.equal(faults([spec]).length, 1));
});
