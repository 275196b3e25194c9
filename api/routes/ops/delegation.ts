import { z } from 'zod';
import type { EditionPlan, PlannedDelegation } from '../../../domain/edition.ts';
import { inOrder } from '../../../domain/edition.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createEditions } from '../../../db/edition.ts';
import { createEditionPlans } from '../../../db/edition-plan.ts';
import type { Store } from '../../../db/knex.ts';
import { changeEdition } from '../../../db/ops/edition-apply.ts';
import { editionFacts } from '../../../db/ops/edition-facts.ts';
import { createReference } from '../../../db/reference.ts';
import { createPlaces } from '../../delegation-place.ts';
import { assertTaken } from '../../edition-outcome.ts';
import { delegationFields, delegationNo } from '../../delegation-schema.ts';
import { assertFresh, etagOf } from '../../etag.ts';
import type { Answer } from '../../idempotency.ts';
import { operation } from '../../operation.ts';
import { line } from '../../schemas.ts';
import { contactColumns } from '../registration/delegation.ts';

const tag = 'Edition';
const roles = ['bureau'] as const;
const delegation = z
  .object({
    ...contactColumns,
    places: z.array(z.string()).openapi({
      description: 'Whose units without a code are its (G1.2): `省/市`, or `省` for the rest of a province',
    }),
  })
  .openapi('PlannedDelegation');
const used = delegation
  .extend({ units: z.int(), staff: z.int(), invitationCodes: z.int() })
  .openapi('DelegationWithUse');

const places = z.array(line(60)).max(400);
const fields = { ...delegationFields, parentNo: delegationNo.nullable(), places };

async function planned(store: Store): Promise<EditionPlan | undefined> {
  const { edition } = await createEditions(store).current();
  return createEditionPlans(store).find(edition);
}

/** By their full names; a place nobody knows is refused. */
async function readPlaces(store: Store, written: readonly string[]): Promise<string[]> {
  const reference = createReference(store);
  const placeOf = createPlaces({
    provinces: await reference.list('provinces'),
    cities: await reference.list('cities'),
  });
  const found = written.map(placeOf);
  const errors = written.flatMap((place, index) =>
    found[index] === undefined
      ? [{ path: `places[${index}]`, code: 'place_unknown', message: say('place_unknown', { place }) }]
      : [],
  );
  if (errors.length > 0) throw new DomainError('unknown_reference', { errors });
  return found as string[];
}

interface DelegationChange {
  staffId: string;
  ifMatch: string | undefined;
  no: number;
  change: (there: PlannedDelegation | undefined) => PlannedDelegation;
  status: 200 | 201;
}

async function changeDelegation(
  store: Store,
  { staffId, ifMatch, no, change, status }: DelegationChange,
): Promise<Answer> {
  const { edition, version } = await createEditions(store).hold();
  assertFresh(ifMatch, version);
  const outcome = await changeEdition(store, {
    edition,
    change: (before) => {
      const { delegations, ...plan } = before!;
      const changed = change(delegations.find((each) => each.no === no));
      return inOrder({ ...plan, delegations: [...delegations.filter((each) => each.no !== no), changed] });
    },
    now: new Date(),
    by: { staffId },
  });
  assertTaken(outcome);
  const body = outcome.plan.delegations.find((each) => each.no === no)! satisfies z.input<typeof delegation>;
  return { status, body, headers: etagOf((await createEditions(store).current()).version) };
}

export const delegationBureauRoutes = [
  operation({
    id: 'listDelegationsAsBureau',
    method: 'get',
    path: '/bureau/delegations',
    tag,
    summary: 'The delegations of the current edition, whose units without a code they get, and what hangs on each',
    roles,
    answers: { 200: z.object({ items: z.array(used) }).openapi('DelegationsWithUse') },
    refusals: ['no_edition'],
    handle: async ({ store }) => {
      const { edition, version } = await createEditions(store).current();
      const plan = (await createEditionPlans(store).find(edition))!;
      const { delegations: use } = await editionFacts(store, edition);
      const items = plan.delegations.map((row) => {
        const { units = 0, staff = 0, codes = 0 } = use.get(row.no) ?? {};
        return { ...row, units, staff, invitationCodes: codes };
      });
      return { status: 200, body: { items }, headers: etagOf(version) };
    },
  }),
  operation({
    id: 'addDelegation',
    method: 'post',
    path: '/bureau/delegations',
    tag,
    summary: 'Add a delegation to the current edition',
    roles,
    body: z.strictObject({
      no: delegationNo,
      ...delegationFields,
      parentNo: delegationNo.nullable().default(null),
      places: places.default([]),
    }),
    effect: 'transaction',
    answers: { 201: delegation },
    refusals: ['no_edition', 'unknown_reference', 'delegation_exists', 'edition_contradicts', 'edition_in_use'],
    handle: async ({ store, session: { staffId }, body }) => {
      const added = { ...body, places: await readPlaces(store, body.places) };
      const add = (there: PlannedDelegation | undefined): PlannedDelegation => {
        if (there) throw new DomainError('delegation_exists');
        return added;
      };
      return changeDelegation(store, { staffId, ifMatch: undefined, no: body.no, change: add, status: 201 });
    },
  }),
  operation({
    id: 'changeDelegation',
    method: 'patch',
    path: '/bureau/delegations/:no',
    tag,
    summary: 'Change a delegation of the current edition; `If-Match` takes the `ETag` of the list',
    roles,
    params: z.object({ no: z.coerce.number().pipe(delegationNo) }),
    find: async ({ store, params: { no } }) => (await planned(store))?.delegations.find((each) => each.no === no),
    body: z.strictObject(fields).partial(),
    effect: 'transaction',
    answers: { 200: delegation },
    refusals: ['no_edition', 'unknown_reference', 'stale_version', 'edition_contradicts', 'edition_in_use'],
    handle: async ({ store, session: { staffId }, params: { no }, body, ifMatch }) => {
      const { places: written, ...own } = body;
      const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
      const read = written && (await readPlaces(store, written));
      const change = (there: PlannedDelegation | undefined): PlannedDelegation => ({
        ...there!,
        ...given,
        ...(read ? { places: read } : {}),
      });
      return changeDelegation(store, { staffId, ifMatch, no, change, status: 200 });
    },
  }),
];
