import { build, stop, type OnLoadResult, type Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Under node_modules, where the packages that stay outside are found. */
const CACHE = join(ROOT, 'node_modules/.cache/pressrun');
const HASH_LENGTH = 16;

/** Each source keeps its own address, so that what it finds beside itself (assets, templates, migrations) is still found. */
const ownAddress: Plugin = {
  name: 'own-address',
  setup: (bundler) =>
    bundler.onLoad({ filter: /\.tsx?$/, namespace: 'file' }, ({ path }): OnLoadResult | undefined => {
      const source = readFileSync(path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const address = JSON.stringify(pathToFileURL(path).href);
      return {
        contents: source.replaceAll('import.meta.url', address),
        loader: extname(path) === '.tsx' ? 'tsx' : 'ts',
      };
    }),
};

/**
 * Programs of ours made into plain JavaScript, so that they need no TypeScript loader: its thread costs each process 40 MB and
 * two seconds of CPU at its start (measured with tsx 4.23). Takes their files, gives the files to run in the same order.
 * The outcome is kept by its content: what is made once is there for the next start. Throws when nothing can be written.
 */
export async function bundlePrograms(files: readonly string[]): Promise<readonly string[]> {
  const { outputFiles } = await build({
    entryPoints: [...files],
    outdir: CACHE,
    outbase: ROOT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    plugins: [ownAddress],
    write: false,
    logLevel: 'silent',
  });
  await stop();
  const outputs = outputFiles.map(({ path, contents }) => ({ path: relative(CACHE, path), contents }));
  const folder = keep(outputs);
  return files.map((file) => join(folder, relative(ROOT, file).replace(/\.tsx?$/, '.js')));
}

interface Output {
  readonly path: string;
  readonly contents: Uint8Array;
}

/** Another start may do the same at this moment: the folder appears whole, by one rename. */
function keep(outputs: readonly Output[]): string {
  const hash = createHash('sha256');
  for (const { path, contents } of outputs) hash.update(path).update(contents);
  const folder = join(CACHE, hash.digest('hex').slice(0, HASH_LENGTH));
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  for (const { path, contents } of outputs) {
    mkdirSync(dirname(join(making, path)), { recursive: true });
    writeFileSync(join(making, path), contents);
  }
  try {
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
