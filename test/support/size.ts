/** `npm run test:long` asks for the long sizes; everything else takes the small ones. */
const isLong = process.env['TEST_SIZE'] === 'long';

/** A number of repetitions: `small` shows a change is right within minutes, `long` has the time for what is rare. */
export function size({ small, long }: { small: number; long: number }): number {
  return isLong ? long : small;
}
