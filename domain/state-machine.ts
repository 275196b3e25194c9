/** STATE × EVENT → STATE. A state without events is an end. */
export type TransitionTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type StateOf<T extends TransitionTable> = keyof T & string;
/** The events a state accepts; over a union of states, the events any of them accepts. */
export type EventOf<T extends TransitionTable, S extends StateOf<T> = StateOf<T>> = S extends unknown
  ? keyof T[S] & string
  : never;
/** The states that still wait for something. */
export type OpenStateOf<T extends TransitionTable> = {
  [S in StateOf<T>]: keyof T[S] extends never ? never : S;
}[StateOf<T>];

/** The state that follows, or undefined where the table refuses: refusal is a value, not an exception. */
export function nextState<T extends TransitionTable>(
  table: T,
  state: StateOf<T>,
  event: string,
): StateOf<T> | undefined {
  return table[state]?.[event] as StateOf<T> | undefined;
}

export function isOpenState<T extends TransitionTable>(table: T, state: StateOf<T>): state is OpenStateOf<T> {
  return Object.keys(table[state] ?? {}).length > 0;
}

export function statesOf<T extends TransitionTable>(table: T): StateOf<T>[] {
  return Object.keys(table) as StateOf<T>[];
}

/** Every state from which `event` leads somewhere: the `WHERE state IN (…)` of a bulk move. */
export function statesAccepting<T extends TransitionTable>(table: T, event: EventOf<T>): StateOf<T>[] {
  return statesOf(table).filter((state) => nextState(table, state, event) !== undefined);
}
