import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createAllocations } from '../../../db/registration/allocation.ts';
import { createAudit } from '../../../db/audit.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createEditions } from '../../../db/edition.ts';
import { operation } from '../../operation.ts';
import { assertKnown, placeClaims } from '../../reference-check.ts';
import { fullPlace } from '../../reference-word.ts';
import { line, serial } from '../../schemas.ts';

const tag = 'Allocation';
const roles = ['bureau'] as const;
const rules = z
  .object({
    items: z.array(
      z.object({
        province: z.string(),
        city: z.string().nullable(),
        delegationId: z.int(),
        delegationNo: z.int(),
        delegationName: z.string(),
      }),
    ),
  })
  .openapi('AllocationRules');

export const allocationRoutes = [
  operation({
    id: 'listAllocationRules',
    method: 'get',
    path: '/bureau/allocation-rules',
    tag,
    summary: 'Whose units without a code are, by registered address (G1.2)',
    roles,
    answers: { 200: rules },
    handle: async ({ store }) => {
      const { edition } = await createEditions(store).current();
      return { status: 200, body: { items: await createAllocations(store).list(edition) } };
    },
  }),
  operation({
    id: 'setAllocationRule',
    method: 'put',
    path: '/bureau/allocation-rules',
    tag,
    summary:
      'Set the rule of a city, or of the rest of a province; a null delegation removes it. For units submitted from now on',
    roles,
    body: z.strictObject({ province: line(50), city: line(50).optional(), delegationId: serial.nullable() }),
    effect: 'transaction',
    answers: { 200: rules },
    refusals: ['not_found', 'unknown_reference'],
    handle: async ({ store, session, body: { province, city, delegationId } }) => {
      const { edition } = await createEditions(store).current();
      const allocations = createAllocations(store);
      const named = await fullPlace(store, { province, city });
      await assertKnown(store, placeClaims('', named));
      const place = (await allocations.placeOf(named))!;
      if (delegationId !== null) {
        const delegation = await createDelegations(store).find(delegationId);
        if (!delegation) throw new DomainError('not_found');
        if (delegation.kind === 'industry') {
          throw new DomainError('unknown_reference', {
            errors: [{ path: 'delegationId', code: 'unknown_reference', message: say('no_place') }],
          });
        }
      }
      if (await allocations.replace({ edition, ...place, delegationId }))
        await createAudit(store).append({
          staffId: session.staffId,
          action: 'allocation_rule_changed',
          subject: [named.province, named.city].filter(Boolean).join('/'),
          detail: { delegationId },
        });
      return { status: 200, body: { items: await allocations.list(edition) } };
    },
  }),
];
