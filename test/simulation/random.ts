/** One seed decides everything a life meets. */
export interface Random {
  /** From 0 on, below 1. */
  next(): number;
  /** A whole number from 0 on, below `max`. */
  int(max: number): number;
  chance(probability: number): boolean;
  /** Milliseconds, mostly short, now and then long: what lets anything overtake anything. */
  delay(typicalMs: number): number;
  uuid(): string;
}

/** The generator sfc32. */
export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed >>> 0];
  const u32 = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) u32();
  const next = () => u32() / 2 ** 32;
  const hex = () => u32().toString(16).padStart(8, '0');
  return {
    next,
    int: (max) => Math.floor(next() * max),
    chance: (probability) => next() < probability,
    delay: (typicalMs) => Math.ceil(typicalMs * (next() < 0.1 ? 10 * next() : next() + 0.05)),
    uuid: () => {
      const h = hex() + hex() + hex() + hex();
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
    },
  };
}
