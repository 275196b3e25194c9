import type { Reply } from '../support/api.ts';
import type { Case, Given, Step } from './case.ts';
import type { Scene } from './scene.ts';

export interface Judged {
  of: Case;
  scene: Scene;
  /** The last step and its answer, whose status and code are as wanted. */
  step: Step;
  last: Reply;
}

/** Fails unless what is wanted can be seen. */
export type Effect = (judged: Judged) => Promise<void> | void;

/** What counts as well, beside the samples of a kind. */
export interface Neighbour {
  /** Given, when, then. */
  title: string;
  given: Given;
  check: (scene: Scene) => Promise<void>;
}

/** How a kind is judged. */
export interface Kind {
  /** Of all its cases, or of each by its id. */
  effect: Effect | Readonly<Record<string, Effect>>;
  neighbours?: readonly Neighbour[];
}
