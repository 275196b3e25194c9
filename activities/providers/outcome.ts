import { z } from 'zod';
import { OutcomeUnknown } from '../../domain/errors.ts';

/** An answer that came and tells nothing; `code` is the provider's word or ours, never its text. */
export class AnswerFault extends Error {
  override name = 'AnswerFault';
  readonly code: string;

  constructor(code: unknown) {
    super(String(code));
    this.code = String(code);
  }
}

/** The error and its causes, outermost first. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error && chain.length < 5; each = each.cause) chain.push(each);
  return chain;
}

/** The kind of a failed call: a code of the system, the provider or ours, never a text. */
export function faultCode(error: unknown): string {
  if (error instanceof z.ZodError)
    return `not understood: ${error.issues.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ')}`;
  const chain = chainOf(error);
  const code = chain
    .map((each) => ('code' in each ? each.code : undefined))
    .find((each) => typeof each === 'string' && /^[\w.-]{1,64}$/.test(each));
  return typeof code === 'string' ? code : (chain.at(-1)?.name ?? typeof error);
}

/**
 * The failure of a provider's call that says nothing about its effect. Only the kind of failure is told, in the cause too:
 * Temporal stores messages, causes and stacks, and the clients' errors quote URLs and bodies.
 */
export function outcomeUnknown(call: string, error: unknown): OutcomeUnknown {
  const kind = faultCode(error);
  const cause = new Error(kind);
  cause.name = error instanceof Error ? error.name : 'Error';
  return new OutcomeUnknown(`${call}: outcome unknown (${kind})`, { cause });
}
