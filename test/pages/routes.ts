import { readdirSync, readFileSync } from 'node:fs';

const web = new URL('../../web/', import.meta.url);

/** Where the areas are, each below the path of its folder; the public ones at the root. */
const areas = ['public', 'unit', 'delegation', 'bureau', 'operator'] as const;
export type AreaName = (typeof areas)[number];

/** Every page there is, as its route is written: `/app/unit/orders/:orderNo`. */
export function routesOfPages(): { area: AreaName; route: string }[] {
  return areas.flatMap((area) => {
    const files = readdirSync(new URL(`${area}/`, web)).filter((name) => name.endsWith('.tsx'));
    const sources = files.map((name) => readFileSync(new URL(`${area}/${name}`, web), 'utf8'));
    const declared = sources.flatMap((source) => [
      ...source.matchAll(/<Route\s[^>]*?\bpath="([^"]+)"/g),
      ...source.matchAll(/^\s*\['(\/[^']*)', lazy\(/gm),
    ]);
    const base = area === 'public' ? '/app' : `/app/${area}`;
    return [...new Set(declared.map(([, path]) => path!))]
      .toSorted()
      .map((path) => ({ area, route: base + (path === '/' && area !== 'public' ? '' : path) }));
  });
}
