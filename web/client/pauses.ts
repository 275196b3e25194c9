const firstMs = 1_000;
const longestMs = 60_000;

/** How long to wait between tries of something that fails: longer each time, and never the same for everybody. */
export function* pauses(): Generator<number, never> {
  for (let ms = firstMs; ; ms = Math.min(ms * 2, longestMs)) yield ms * (0.5 + Math.random());
}
