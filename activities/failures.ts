import { ApplicationFailure } from '@temporalio/common';
import { OutcomeUnknown } from '../domain/errors.ts';

/**
 * Runs an activity's work and words its failures for Temporal. Whatever is thrown is tried again; only the class and our own
 * text get into the history, never a provider's or PostgreSQL's message, which may quote a person's data.
 */
async function withoutPersonalData<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApplicationFailure) throw error;
    const type = error instanceof Error ? error.name : 'Error';
    const code = (error as { code?: unknown }).code;
    const message =
      error instanceof OutcomeUnknown ? error.message : typeof code === 'string' ? `${type} ${code}` : type;
    throw ApplicationFailure.create({ type, message });
  }
}

/** The functions of a group, each called by `call`, which is given its work and its argument. */
export function around<A extends object>(
  group: A,
  call: (work: () => Promise<unknown>, argument: never) => Promise<unknown>,
): A {
  const wrap = ([name, activity]: [string, (argument: never) => Promise<unknown>]) =>
    [name, (argument: never) => call(() => activity(argument), argument)] as const;
  return Object.fromEntries(Object.entries(group).map(wrap)) as A;
}

/** A group that says nothing of persons where it fails. */
export const guarded = <A extends object>(group: A): A => around(group, withoutPersonalData);
