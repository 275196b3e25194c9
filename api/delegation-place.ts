import type { ReferenceItem } from '../db/reference.ts';

/** A place by its name or its code: `省`, `省/市`, or a city alone; as `省` or `省/市`. */
export function createPlaces({
  provinces,
  cities,
}: {
  provinces: readonly ReferenceItem[];
  cities: readonly ReferenceItem[];
}) {
  const provinceOf = (key: string) => provinces.find(({ code, zh }) => code === key || zh === key);
  return (written: string): string | undefined => {
    const [province, city] = written.includes('/')
      ? written.split('/').map((part) => part.trim())
      : [undefined, written];
    if (province === undefined && provinceOf(written)) return provinceOf(written)!.zh;
    const found = cities.find(
      ({ code, zh, parent }) =>
        (code === city || zh === city) && (province === undefined || parent === provinceOf(province)?.code),
    );
    const above = found && provinces.find(({ code }) => code === found.parent);
    return found && above && `${above.zh}/${found.zh}`;
  };
}
