import { randomUUID } from 'node:crypto';
import {
  eventNames,
  isOfCalendar,
  type EditionChange,
  type EditionPlan,
  type PlannedDelegation,
  type PlannedEvent,
} from '../../domain/edition.ts';
import { eventRowsOf, rowOfSettings } from '../edition-plan.ts';
import { rowsOf, type Store } from '../knex.ts';

/** Makes an edition what its plan says, part by part of what changed. Nothing is looked at: that was before, under the same lock. */
export function createEditionWriter(store: Store) {
  const { knex } = store;

  async function writeSettings(plan: EditionPlan, changes: readonly EditionChange[], isNew: boolean): Promise<void> {
    const { edition } = plan;
    const row = rowOfSettings(plan);
    if (isNew) {
      // The one before it has ended: two are never current.
      await knex('editions').where({ isCurrent: true }).update({ isCurrent: false });
      await knex('editions').insert({ edition, isCurrent: true, ...row });
      return;
    }
    await knex('editions')
      .where({ edition })
      .update({
        ...row,
        version: knex.raw('version + 1'),
        ...(changes.some(isOfCalendar) ? { calendarVersion: knex.raw('calendar_version + 1') } : {}),
      });
  }

  /** Those that go are nobody's, and nothing hangs on them but what goes with them. */
  async function writeDelegations({ edition, delegations }: EditionPlan): Promise<void> {
    await knex('allocation_rules').where({ edition }).delete();
    // First each by itself, then who is above whom: a parent may come later, or be new.
    await knex('delegations')
      .insert(delegations.map(({ parentNo: _no, places: _places, ...row }) => ({ ...row, edition, parentId: null })))
      .onConflict(['edition', 'no'])
      .merge();
    const numbers = delegations.map(({ no }) => no);
    await knex('delegations').where({ edition }).whereNotIn('no', numbers).delete();
    const rows = await knex('delegations').where({ edition }).select('no', 'delegationId');
    const ids = new Map(rows.map(({ no, delegationId }) => [no, delegationId]));
    const below = delegations.filter(({ parentNo }) => parentNo !== null);
    await rowsOf(
      knex,
      `UPDATE delegations d SET parent_id = p.parent_id FROM unnest(?::int[], ?::int[]) AS p (no, parent_id)
       WHERE d.edition = ? AND d.no = p.no`,
      [below.map(({ no }) => no), below.map(({ parentNo }) => ids.get(parentNo!)!), edition],
    );
    await allocate(edition, delegations, ids);
  }

  async function allocate(
    edition: string,
    delegations: readonly PlannedDelegation[],
    ids: ReadonlyMap<number, number>,
  ): Promise<void> {
    const items = await knex('reference_items')
      .whereIn('name', ['provinces', 'cities'])
      .select('name', 'code', 'zh', 'parent');
    const codeOf = (name: string, zh: string, parent: string | null) =>
      items.find((item) => item.name === name && item.zh === zh && item.parent === parent)?.code;
    const rules = delegations.flatMap(({ no, places }) =>
      places.map((place) => {
        const [province = '', city] = place.split('/');
        const provinceCode = codeOf('provinces', province, null);
        const cityCode = city === undefined || !provinceCode ? null : codeOf('cities', city, provinceCode);
        if (!provinceCode || cityCode === undefined) throw new Error(`There is no place ${place}`);
        return { edition, provinceCode, cityCode, delegationId: ids.get(no)! };
      }),
    );
    if (rules.length > 0) await knex('allocation_rules').insert(rules);
  }

  const rowOfEvent = ({ startsAt, endsAt, signUpClosesAt, cancelled: _cancelled, ...event }: PlannedEvent) => ({
    ...event,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    signUpClosesAt: new Date(signUpClosesAt),
  });

  async function writeEvents({ edition, events }: EditionPlan): Promise<void> {
    const there = await eventRowsOf(store, edition);
    const namesThere = eventNames(there);
    const names = eventNames(events);
    for (const [index, event] of events.entries()) {
      const row = there[namesThere.indexOf(names[index]!)];
      const cancelledAt = event.cancelled ? (row?.cancelledAt ?? knex.fn.now()) : null;
      if (row)
        await knex('supporting_events')
          .where({ supportingEventId: row.supportingEventId })
          .update({ ...rowOfEvent(event), cancelledAt });
      else
        await knex('supporting_events').insert({
          supportingEventId: randomUUID(),
          edition,
          ...rowOfEvent(event),
          cancelledAt,
        });
    }
    const gone = there.filter((_row, index) => !names.includes(namesThere[index]!));
    await knex('supporting_events')
      .whereIn(
        'supportingEventId',
        gone.map(({ supportingEventId }) => supportingEventId),
      )
      .delete();
  }

  async function writeSurvey({ edition, survey }: EditionPlan): Promise<void> {
    await knex('survey_questions').where({ edition }).delete();
    if (survey.length === 0) return;
    await knex('survey_questions').insert(
      survey.map(({ options, ...question }, position) => ({
        ...question,
        edition,
        position,
        options: JSON.stringify(options),
      })),
    );
  }

  return {
    async write(plan: EditionPlan, changes: readonly EditionChange[], { isNew }: { isNew: boolean }): Promise<void> {
      const touches = (thing: string) => changes.some(({ at }) => at.startsWith(`${thing} `));
      await writeSettings(plan, changes, isNew);
      if (touches('delegation')) await writeDelegations(plan);
      if (touches('event')) await writeEvents(plan);
      if (touches('survey')) await writeSurvey(plan);
    },

    async close(edition: string): Promise<void> {
      await knex('editions')
        .where({ edition })
        .update({ closedAt: knex.fn.now(), version: knex.raw('version + 1') });
    },
  };
}
