import { z } from 'zod';
import { say, worded } from '../../../domain/message.ts';
import { staffJobKinds } from '../../../domain/staff-job.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createStaffJobs } from '../../../db/ops/staff-job.ts';
import { errorCode } from '../../openapi-problem.ts';
import { operation } from '../../operation.ts';
import { uuid } from '../../schemas.ts';

const refusedPart = z
  .object({
    registrationId: uuid.optional().openapi({ description: 'Of a decision on units' }),
    attendeeId: uuid.optional().openapi({ description: 'Of what is asked of people' }),
    name: z.string().optional().openapi({ description: "The person's, while they are on a list that one may see" }),
    unitName: z.string().nullable().optional(),
    code: errorCode,
    message: z.string(),
  })
  .openapi('RefusedPart');
const job = z
  .object({
    jobId: uuid,
    kind: z.enum(staffJobKinds),
    state: z.enum(['running', 'done']),
    total: z.int(),
    done: z.int(),
    refused: z.int(),
    items: z.array(refusedPart).openapi({ description: 'Those that were refused, and why' }),
  })
  .openapi('Job');

export const staffJobRoutes = [
  operation({
    method: 'get',
    path: '/review/jobs/:jobId',
    id: 'getJob',
    tag: 'Review',
    summary: 'How far something is that was asked of many at once; the own alone',
    roles: ['delegation', 'bureau'],
    params: z.object({ jobId: uuid }),
    find: ({ store, session, params }) => createStaffJobs(store).find(params.jobId, session.staffId),
    reads: 'people_read',
    answers: { 200: job },
    handle: async ({ store, session, params: { jobId }, found: { kind, parts }, language }) => {
      const refused = parts.flatMap(({ about, outcome }) =>
        outcome === undefined || outcome === 'done' ? [] : [{ ...about, code: outcome }],
      );
      const done = parts.filter(({ outcome }) => outcome === 'done').length;
      const state = done + refused.length < parts.length ? 'running' : 'done';
      const people = refused.flatMap((part) => ('attendeeId' in part ? part.attendeeId : []));
      const names = await createAttendees(store).names(people, await createDelegations(store).scopeOf(session));
      const items = refused.map((part) => ({
        ...part,
        ...('attendeeId' in part ? names.get(part.attendeeId) : {}),
        message: worded(say(part.code), language),
      }));
      const body = { jobId, kind, state, total: parts.length, done, refused: refused.length, items };
      return { status: 200, body };
    },
  }),
];
