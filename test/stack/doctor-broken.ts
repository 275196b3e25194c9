import type { Finding } from '../../stack/doctor/finding.ts';
import type { Env, SetUp } from './doctor-set-up.ts';

/** Each line that is not ok: where, what it says, and how to mend it. */
export type Line = [verdict: 'warn' | 'wrong', where: string, says: RegExp, mend?: RegExp];

/** A set-up in which something is wrong. */
export interface Broken {
  given: string;
  live?: boolean;
  now?: () => Date;
  /** What is other than in the healthy set-up. */
  env: (setUp: SetUp) => Env | Promise<Env>;
  /** In the order in which they are said. */
  lines: Line[];
  /** Checks that there are no lines of, because what they look at is not there. */
  without?: string[];
  after?: (setUp: SetUp) => Promise<unknown>;
}

export const where = ({ subject, check }: Finding) => `${subject} ${check}`;
export const closed = 'postgres://nobody:the-password-of-it@127.0.0.1:1/none';
export const ofDatabase = [
  'version',
  'encoding',
  'rights',
  'extensions',
  'clock',
  'connections',
  'migrations',
  'reference',
  'edition',
].map((check) => `database ${check}`);
export const ofNamespace = ['retention', 'updates', 'limits'].map((check) => `temporal ${check}`);
export const ofTemporal = [
  'namespace',
  'retention',
  'updates',
  'limits',
  'search attributes',
  'update-with-start',
  'clock',
].map((check) => `temporal ${check}`);
