import { databaseFindings } from './database.ts';
import { findingsOf, lineOf, within, type Finding, type Subject } from './finding.ts';
import type { Given } from './given.ts';
import { liveFindings } from './live.ts';
import { providerFindings } from './provider.ts';
import { settingFindings } from './settings.ts';
import { temporalFindings } from './temporal.ts';

interface Examination {
  /** Also what serves now. */
  live?: boolean;
  now?: () => Date;
}

/** A subject asks several questions one after the other, each with its own deadline; this is the last. */
const subjectMs = 15_000;

/** Looks at everything at once and stops at nothing: what cannot be looked at is a finding too. */
export async function examine(
  given: Given,
  { live = false, now = () => new Date() }: Examination = {},
): Promise<Finding[]> {
  const looks: [subject: Subject, look: () => Promise<Finding[]>][] = [
    ['settings', () => settingFindings(given)],
    ['database', () => databaseFindings(given.config, now)],
    ['temporal', () => temporalFindings(given, now)],
    ['providers', () => providerFindings(given.config)],
    ...(live ? [['live', () => liveFindings(given)] as [Subject, () => Promise<Finding[]>]] : []),
  ];
  const found = await Promise.all(
    looks.map(async ([subject, look]) => {
      try {
        return await within(look(), subjectMs);
      } catch (error) {
        return [
          findingsOf(subject).wrong(
            subject,
            `cannot be looked at: ${lineOf(error)}`,
            'tell the makers: this should not happen',
          ),
        ];
      }
    }),
  );
  return found.flat().map((finding, _, all) => (live ? finding : softened(finding, all)));
}

/** Before anything was installed, what commands still to come will make is no fault; once it was, it is one. */
function softened(finding: Finding, all: Finding[]): Finding {
  const isEmpty = all.some(({ subject, check, awaits }) => subject === 'database' && check === 'migrations' && awaits);
  const isStillToCome = finding.awaits === 'edition:apply' || (finding.awaits === 'install' && isEmpty);
  return isStillToCome ? { ...finding, verdict: 'warn' } : finding;
}
