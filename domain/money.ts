/** Whole fen everywhere; yuan only at a provider's door or on a page. */

/** `20000` → `"200.00"`. */
export function yuanOfFen(fen: number): string {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not whole fen: ${fen}`);
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `"200.00"`, `"200.5"`, `"200"` → fen; undefined for anything else. Integers only: no floating point touches money. */
export function fenOfYuan(yuan: string): number | undefined {
  const match = /^(0|[1-9][0-9]{0,12})(?:\.([0-9]{1,2}))?$/.exec(yuan);
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Shares `sum` out in proportion to `weights`, whole fen, adding up exactly; who loses most by rounding gets the fen left over. */
export function shareOut(sum: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((total, weight) => total + weight, 0);
  if (whole === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (BigInt(sum) * BigInt(weight)) / BigInt(whole));
  const shares = exact.map(Number);
  const lost = weights.map((weight, index) => ({
    index,
    rest: Number((BigInt(sum) * BigInt(weight)) % BigInt(whole)),
  }));
  const left = sum - shares.reduce((total, share) => total + share, 0);
  for (const { index } of lost.toSorted((a, b) => b.rest - a.rest || a.index - b.index).slice(0, left))
    shares[index]! += 1;
  return shares;
}
