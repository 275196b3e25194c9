import { z } from 'zod';
import { chinaDay, dayAfter, daysFrom } from '../../../domain/day.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { shownState, shownStates, type RegistrationState, type ShownState } from '../../../domain/registration.ts';
import { mostStatisticsDays, reviewAgeDays, usualStatisticsDays } from '../../../domain/statistics.ts';
import { createEditions } from '../../../db/edition.ts';
import { createStatistics, type StateCounts } from '../../../db/ops/statistics.ts';
import { listedEdition } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { fen, time } from '../../schemas.ts';

const day = z.iso.date();
/** One that the database knows as well, with days around it. */
const dayAsked = day.regex(/^[12]/);
const count = z.int().min(0);

const byState = z
  .object(Object.fromEntries(shownStates.map((state) => [state, count])) as Record<ShownState, typeof count>)
  .openapi('RegistrationsByState', { description: 'How many registrations stand where now' });
const statistics = z
  .object({
    edition: z.string(),
    from: day,
    until: day,
    serverNow: time,
    days: z
      .array(
        z
          .object({
            day,
            registrations: byState.openapi({ description: 'Those opened on the day, by where they stand now' }),
            orders: count.openapi({ description: 'Placed on the day' }),
            paidOrders: count,
            capturedFen: fen.openapi({ description: "By the providers' clocks; also what came too late" }),
            refundedFen: fen,
          })
          .openapi('StatisticsDay'),
      )
      .openapi({ description: 'Each day of the time, also one on which nothing happened' }),
    delegations: z.array(
      z
        .object({
          delegationId: z.int().nullable().openapi({ description: 'Null for those no delegation has been given' }),
          no: z.int().nullable(),
          nameZh: z.string().nullable(),
          nameEn: z.string().nullable(),
          registrations: byState,
        })
        .openapi('StatisticsDelegation'),
    ),
    reviewAges: z
      .array(
        z
          .object({
            fromDays: z.int(),
            untilDays: z.int().nullable().openapi({ description: 'Younger than that; null for all that is older' }),
            registrations: count,
            people: count,
          })
          .openapi('StatisticsReviewAge'),
      )
      .openapi({ description: 'What waits for review now, by how long it has, whatever the time that was asked for' }),
  })
  .openapi('Statistics');

function shown(states: StateCounts): z.input<typeof byState> {
  const counts = Object.fromEntries(shownStates.map((state) => [state, 0])) as Record<ShownState, number>;
  for (const [state, registrations] of Object.entries(states))
    counts[shownState(state as RegistrationState).state] += registrations;
  return counts;
}

/** The days that were asked for, else the last thirty; a time that ends before it begins, or is too long, is refused. */
function timeOf(asked: { from?: string | undefined; until?: string | undefined }): { from: string; until: string } {
  const until = asked.until ?? (asked.from ? lastOf(asked.from) : chinaDay(new Date()));
  const from = asked.from ?? dayAfter(until, 1 - usualStatisticsDays);
  const days = daysFrom(from, until).length;
  const message =
    days === 0
      ? say('until_before_start')
      : days > mostStatisticsDays
        ? say('days_too_many', { days: mostStatisticsDays })
        : undefined;
  if (message) throw new DomainError('validation_failed', { errors: [{ path: 'until', code: 'custom', message }] });
  return { from, until };
}

/** A beginning alone goes on until today, as far as one answer can. */
function lastOf(from: string): string {
  const [today, furthest] = [chinaDay(new Date()), dayAfter(from, mostStatisticsDays - 1)];
  return today < furthest ? today : furthest;
}

export const statisticsRoutes = [
  operation({
    id: 'getStatistics',
    method: 'get',
    path: '/bureau/statistics',
    tag: 'Bureau',
    summary:
      'Numbers of an edition: registrations by day, state and delegation, orders and money by day, and how long reviews wait; days are those of China',
    roles: ['bureau', 'operator'],
    query: z.strictObject({ from: dayAsked.optional(), until: dayAsked.optional(), edition: listedEdition }),
    answers: { 200: statistics },
    handle: async ({ store, query }) => {
      const { from, until } = timeOf(query);
      const edition = await createEditions(store).listed(query.edition);
      const asked = { edition, from, until };
      const numbers = createStatistics(store);
      const [registrations, delegations, orders, ages] = await Promise.all([
        numbers.registrationsByDay(asked),
        numbers.registrationsByDelegation(asked),
        numbers.ordersByDay(asked),
        numbers.reviewAges(edition),
      ]);
      const statesOf = new Map(registrations.map(({ day: on, states }) => [on, states]));
      const ordersOf = new Map(orders.map(({ day: on, ...row }) => [on, row]));
      const nothing = { orders: 0, paidOrders: 0, capturedFen: 0, refundedFen: 0 };
      const agesOf = new Map(ages.map(({ ageGroup, ...row }) => [ageGroup, row]));
      return {
        status: 200,
        body: {
          ...asked,
          serverNow: new Date(),
          days: daysFrom(from, until).map((on) => ({
            day: on,
            registrations: shown(statesOf.get(on) ?? {}),
            ...(ordersOf.get(on) ?? nothing),
          })),
          delegations: delegations.map(({ states, ...row }) => ({ ...row, registrations: shown(states) })),
          reviewAges: reviewAgeDays.map((fromDays, group) => ({
            fromDays,
            untilDays: reviewAgeDays[group + 1] ?? null,
            ...(agesOf.get(group) ?? { registrations: 0, people: 0 }),
          })),
        },
      };
    },
  }),
];
