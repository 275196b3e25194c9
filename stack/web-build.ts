import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPages, pagesFolder, type PageSizes } from './web-pages.ts';

// `npm run web:build`: the pages, unless they are there for these sources, and whether they keep to what a visitor waits for.

const budgets = { firstKb: 420, seconds: 15 };

const since = Date.now();
const wasBuilt = await buildPages();
const seconds = (Date.now() - since) / 1000;
const { sizes } = JSON.parse(readFileSync(join(pagesFolder, 'entry.json'), 'utf8')) as { sizes: PageSizes };
const kb = (bytes: number) => Math.round(bytes / 1000);
const told = `dist/web: ${kb(sizes.first)} kB of script (gzip) before the first page, ${kb(sizes.all)} kB in all`;
console.log(`${told}; ${wasBuilt ? `built in ${seconds.toFixed(1)} s` : 'built before'}`);

const faults = [
  ...(kb(sizes.first) > budgets.firstKb ? [`the first page loads more than ${budgets.firstKb} kB of script`] : []),
  ...(wasBuilt && seconds > budgets.seconds ? [`the build took more than ${budgets.seconds} s`] : []),
];
for (const fault of faults) console.error(`web: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
