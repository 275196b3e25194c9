import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { eventOfDecision, isIn, registrationTransitions, statesIn } from '../../domain/registration.ts';
import { isOpenState, nextState, statesAccepting, statesOf } from '../../domain/state-machine.ts';
import type { TransitionTable } from '../../domain/state-machine.ts';

const domain = new URL('../../domain/', import.meta.url);

/** Every `…Transitions` that a file of domain/ exports, so a table added later is checked too. */
async function exportedTables(): Promise<Map<string, TransitionTable>> {
  const tables = new Map<string, TransitionTable>();
  for (const file of readdirSync(domain).filter((name) => name.endsWith('.ts'))) {
    const exported = (await import(new URL(file, domain).href)) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported))
      if (name.endsWith('Transitions')) tables.set(name, value as TransitionTable);
  }
  return tables;
}

function reachableFrom(table: TransitionTable, start: string): Set<string> {
  const seen = new Set([start]);
  for (const state of seen) for (const next of Object.values(table[state] ?? {})) seen.add(next);
  return seen;
}

/** The first state of a table is where its life starts. */
function faultsOf(table: TransitionTable): string[] {
  const states = statesOf(table);
  const cells = states.flatMap((state) =>
    Object.entries(table[state] ?? {}).map(([event, next]) => ({ state, event, next })),
  );
  const reachable = reachableFrom(table, states[0] ?? '');
  return [
    ...cells
      .filter(({ next }) => !states.includes(next))
      .map(({ state, event, next }) => `${state} on ${event}: no state ${next}`),
    ...states.filter((state) => !reachable.has(state)).map((state) => `${state}: unreachable`),
    ...states
      .filter((state) => ![...reachableFrom(table, state)].some((end) => !isOpenState(table, end)))
      .map((state) => `${state}: leads to no end`),
  ];
}

describe('transition tables', () => {
  let tables: Map<string, TransitionTable>;
  before(async () => {
    tables = await exportedTables();
  });

  it('given the files of domain/, when searched for tables, then the known lives are among them', () => {
    const known = [
      'attendeeTransitions',
      'lineTransitions',
      'orderTransitions',
      'paymentTransitions',
      'registrationTransitions',
    ];
    assert.deepEqual(
      known.filter((name) => !tables.has(name)),
      [],
    );
  });

  it('given any table, when walked from its first state, then every state is reached and every open state leads to an end', () => {
    for (const [name, table] of tables) {
      const faults = faultsOf(table);
      assert.deepEqual(faults, [], name);
    }
  });

  it('given any state and any event of its table, when asked, then exactly the cells of the table move', () => {
    for (const [name, table] of tables) {
      const events = new Set(statesOf(table).flatMap((state) => Object.keys(table[state] ?? {})));
      for (const state of statesOf(table)) {
        const row = new Map(Object.entries(table[state] ?? {}));
        for (const event of events)
          assert.equal(nextState(table, state, event), row.get(event), `${name}: ${state} on ${event}`);
        assert.equal(nextState(table, state, 'never_heard_of'), undefined, `${name}: ${state}`);
        assert.equal(isOpenState(table, state), row.size > 0, `${name}: ${state}`);
      }
    }
  });

  it('given any end, when any event arrives, then nothing moves', () => {
    for (const [name, ends] of Object.entries({
      registrationTransitions: ['released', 'withdrawn'],
      attendeeTransitions: ['withdrawn'],
      orderTransitions: ['closed', 'settled'],
      lineTransitions: ['delivered', 'refunded', 'released'],
      paymentTransitions: ['paid', 'refunded'],
    })) {
      const table = tables.get(name) ?? {};
      assert.deepEqual(
        statesOf(table).filter((state) => !isOpenState(table, state)),
        ends,
        name,
      );
    }
  });

  it('given each verdict on a registration, when it is under review at either level, then it moves, and a decided one does not (G4.3)', () => {
    const table = tables.get('registrationTransitions') ?? {};
    for (const event of Object.values(eventOfDecision)) {
      for (const state of statesIn('review')) assert.equal(nextState(table, state, event), event, state);
      for (const decided of ['approved', 'rejected', 'returned', 'draft'])
        assert.equal(nextState(table, decided, event), undefined, decided);
    }
  });

  it('given an endorsement, when it comes at the first level, then it leads to the second, where there is none more; no state leads to itself (G4.3)', () => {
    const table = tables.get('registrationTransitions') ?? {};
    assert.deepEqual(
      statesIn('review').map((state) => nextState(table, state, 'endorsed')),
      ['under_second_review', undefined],
    );
    for (const state of statesOf(table)) assert.ok(!Object.values(table[state] ?? {}).includes(state), state);
  });

  it('given the phases of a registration, when compared with its table, then submissions come from filling in alone, verdicts from review alone, and what has ended lives no more', () => {
    assert.deepEqual(statesAccepting(registrationTransitions, 'submitted'), statesIn('filling_in'));
    for (const event of ['approved', 'returned', 'rejected'] as const)
      assert.deepEqual(statesAccepting(registrationTransitions, event), statesIn('review'));
    for (const state of statesIn('ended'))
      for (const next of Object.values(registrationTransitions[state]))
        assert.ok(isIn('ended', next), `${state} to ${next}`);
  });

  it('given broken tables, when walked, then each fault is found', () => {
    assert.deepEqual(faultsOf({ start: { go: 'nowhere' }, end: {} }), [
      'start on go: no state nowhere',
      'end: unreachable',
    ]);
    assert.deepEqual(faultsOf({ start: { go: 'end', stray: 'trap' }, trap: { again: 'trap' }, end: {} }), [
      'trap: leads to no end',
    ]);
    assert.deepEqual(faultsOf({ start: { go: 'end' }, end: {}, island: { go: 'end' } }), ['island: unreachable']);
  });
});
