import type fc from 'fast-check';

/** One thing that happens in a life, in words fast-check prints when a sequence fails. */
class Step<Life> implements fc.AsyncCommand<object, Life> {
  readonly name: string;
  readonly happen: (life: Life) => unknown;

  constructor(name: string, happen: (life: Life) => unknown) {
    this.name = name;
    this.happen = happen;
  }
  // Anything may happen at any time: what the state does not allow is refused.
  check = () => true;
  run = async (_model: object, life: Life) => void (await this.happen(life));
  toString = () => this.name;
}

/** Makes the steps of one kind of life. */
export const stepOf =
  <Life>() =>
  (name: string, happen: (life: Life) => unknown): fc.AsyncCommand<object, Life> =>
    new Step(name, happen);
