import type { SettingName } from '../../config.ts';

export type Verdict = 'ok' | 'warn' | 'wrong';
export type Subject = 'settings' | 'database' | 'temporal' | 'providers' | 'live';

/** What one check found, in a line; never a secret. */
export interface Finding {
  subject: Subject;
  check: string;
  verdict: Verdict;
  says: string;
  /** How to put it right: with each that is wrong, and where something can be done about a warning. */
  mend?: string;
  /** A command still to come makes it: no fault where none has been run yet. */
  awaits?: 'install' | 'edition:apply';
}

/** As people read it. */
export const asLine = ({ subject, check, verdict, says, mend }: Finding): string =>
  `${verdict.padEnd(6)}${subject.padEnd(10)}${check}: ${says}${mend === undefined ? '' : ` → ${mend}`}\n`;

/** What is wrong with a setting, or with several; `check` is mostly its name. */
export type Fault = Omit<Finding, 'subject'> & {
  check: SettingName | (string & {});
  verdict: 'warn' | 'wrong';
  mend: string;
};

/** The three verdicts on a subject, as findings. */
export function findingsOf(subject: Subject) {
  return {
    ok: (check: string, says: string): Finding => ({ subject, check, verdict: 'ok', says }),
    warn: (check: string, says: string, mend?: string): Finding => ({
      subject,
      check,
      verdict: 'warn',
      says,
      ...(mend === undefined ? {} : { mend }),
    }),
    wrong: (check: string, says: string, mend: string): Finding => ({ subject, check, verdict: 'wrong', says, mend }),
  };
}

/** What the engine or the database says of a failure, in a line and without what a URL could hold: clients quote what they were given. */
export function lineOf(error: unknown): string {
  const { message = '', code } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const text = (message || String(code ?? error)).replaceAll(/\s+/g, ' ');
  return text.replaceAll(/\/\/[^/@\s]*@/g, '//…@').slice(0, 300);
}

class Late extends Error {
  override name = 'Late';
}

/** Every question has a few seconds: what is asked hangs, and nobody who asks. */
export const deadlineMs = 4_000;

/** The answer, or a failure when it takes longer. */
export async function within<T>(ask: Promise<T>, ms = deadlineMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late(`no answer in ${ms / 1_000} s`)), ms);
  });
  try {
    return await Promise.race([ask, late]);
  } finally {
    clearTimeout(timer);
    ask.catch(() => undefined);
  }
}
