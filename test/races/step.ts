import fc from 'fast-check';

/** One thing that happens in a life. What the state does not allow is refused, so anything may happen at any time. */
export class Step<Life> {
  readonly name: string;
  readonly happen: (life: Life) => unknown;

  constructor(name: string, happen: (life: Life) => unknown) {
    this.name = name;
    this.happen = happen;
  }
  /** How fast-check tells of it when a life fails. */
  [fc.toStringMethod] = () => this.name;
}

/** Makes the steps of one kind of life. */
export const stepOf =
  <Life>() =>
  (name: string, happen: (life: Life) => unknown) =>
    new Step(name, happen);
