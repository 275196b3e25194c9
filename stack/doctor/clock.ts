import { findingsOf, type Finding } from './finding.ts';

/** Another's clock, read between two looks at ours. */
export function clockFinding(
  subject: 'database' | 'temporal',
  at: Date,
  { from, to }: { from: number; to: number },
): Finding {
  const says = findingsOf(subject);
  const apart = Math.max(from - at.getTime(), at.getTime() - to, 0) / 1_000;
  const words = `${apart.toFixed(1)} s apart from this machine’s`;
  const mend = 'have both machines keep time by NTP (chronyc tracking, timedatectl)';
  if (apart > 30)
    return says.wrong('clock', `${words}: codes, payment windows and signatures would be out of time`, mend);
  return apart > 2 ? says.warn('clock', words, mend) : says.ok('clock', words);
}
