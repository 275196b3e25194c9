/** Something that is not as the programs need it: what, and what puts it right (words, or statements an administrator runs). */
export interface Finding {
  what: string;
  mend: string[];
}

/** One error of all of them, in lines. */
export function throwFindings(title: string, findings: Finding[]): void {
  if (findings.length === 0) return;
  const lines = findings.flatMap(({ what, mend }) => [`- ${what}`, ...mend.map((line) => `    ${line}`)]);
  throw new Error([title, ...lines].join('\n'));
}
