import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';
import { hashOfSources } from './source-hash.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where the pages are once they are built. */
export const pagesFolder = join(root, 'dist/web');
const entry = 'web/main.tsx';
/** The hash of what they were built from. */
const mark = join(pagesFolder, 'sources');

/**
 * Takes each part of Ant Design from its own file. `antd` is one file that names them all, so that the first page would load whatever
 * any page takes of it.
 */
const partsOfAntd: Plugin = {
  name: 'parts-of-antd',
  setup: (build) => {
    const importOf = (name: string) => {
      const [part = '', called = part] = name.split(' as ');
      return `import ${called} from 'antd/es/${part.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}';`;
    };
    build.onLoad({ filter: /[\\/]web[\\/].*\.tsx?$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(/^import \{([^}]*)\} from 'antd';/gm, (_, names: string) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '' && !name.startsWith('type '))
          .map(importOf)
          .join(' '),
      ),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    }));
  },
};

/** How the pages are bundled; `outdir` gets assets named by what is in them. */
export const bundling = (outdir: string): BuildOptions & { metafile: true; plugins: Plugin[] } => ({
  absWorkingDir: root,
  entryPoints: [entry],
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  metafile: true,
  plugins: [partsOfAntd],
  logLevel: 'warning',
});

/** gzip bytes of what the first page loads before it shows anything, and of everything. */
export interface PageSizes {
  first: number;
  all: number;
}

/** Throws when the pages that are there were built from other sources than those beside them; where only the pages are, nobody can say. */
export function assertPagesFresh(): void {
  if (!existsSync(pagesFolder) || !existsSync(join(root, 'web'))) return;
  const builtFrom = existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
  if (builtFrom !== hashOfSources(root, sourcesOfPages()))
    throw new Error('dist/web was built from other sources than these: npm run build');
}

/** Builds the pages unless they are there for these very sources, and answers whether; the folder is replaced as a whole. */
export async function buildPages(): Promise<boolean> {
  const hash = hashOfSources(root, sourcesOfPages());
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return false;
  const scratch = join(root, `dist/web.${process.pid}`);
  const { build } = await import('esbuild');
  const { metafile } = await build(bundling(join(scratch, 'assets')));
  finish(scratch, metafile);
  writeFileSync(join(scratch, 'sources'), hash);
  rmSync(pagesFolder, { recursive: true, force: true });
  try {
    renameSync(scratch, pagesFolder);
  } catch (error) {
    // Another stack of this checkout was a moment earlier, with the same pages.
    rmSync(scratch, { recursive: true, force: true });
    if (!existsSync(mark)) throw error;
  }
  return true;
}

/** What stands beside the assets: the document, which of them it begins with, how large they are, each one's gzip. */
export function finish(folder: string, metafile: Metafile): void {
  const outputs = Object.entries(metafile.outputs);
  const [script, { cssBundle } = {}] = outputs.find(([, { entryPoint }]) => entryPoint === entry) ?? [];
  if (script === undefined || cssBundle === undefined) throw new Error(`${entry} was not built, or has no style`);
  const gzip = new Map<string, number>();
  for (const name of readdirSync(join(folder, 'assets'))) {
    const zipped = gzipSync(readFileSync(join(folder, 'assets', name)), { level: 9 });
    writeFileSync(join(folder, 'assets', `${name}.gz`), zipped);
    gzip.set(name, zipped.length);
  }
  const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + gzip.get(basename(name))!, 0);
  const sizes: PageSizes = { first: sum(loadedWith(script, metafile)), all: sum(gzip.keys()) };
  writeFileSync(
    join(folder, 'entry.json'),
    JSON.stringify({ script: basename(script), style: basename(cssBundle), sizes }),
  );
  writeFileSync(join(folder, 'index.html'), readFileSync(join(root, 'web/index.html')));
}

/** A script and all that it imports at once. */
function loadedWith(script: string, { outputs }: Metafile): Set<string> {
  const all = new Set([script]);
  for (const name of all)
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === 'import-statement') all.add(path);
  return all;
}

/** What the pages are made of, beside how they are made here. */
function sourcesOfPages(): string[] {
  const inFolders = ['web', 'domain'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile() && each.name !== 'schema.ts')
      .map((each) => relative(root, join(each.parentPath, each.name))),
  );
  return [...inFolders, 'package-lock.json', 'stack/web-pages.ts'];
}
