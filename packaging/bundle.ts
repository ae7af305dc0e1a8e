import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build, transform } from 'esbuild';

/** One file of the built app, and the npm packages whose code is in it. */
export interface BuiltFile {
  /** Relative to the folder that was built into. */
  readonly name: string;
  readonly sizeInBytes: number;
  readonly packages: readonly string[];
}

// Names stay as they are written: they tell in stack traces, and shortening them wins nothing at load.
const lean = { platform: 'node', target: 'node22', minifySyntax: true, minifyWhitespace: true } satisfies BuildOptions;

/**
 * Builds the app into a folder: `main.cjs`, which is all that a start loads, and `chunks/`, loaded when first needed. What
 * esbuild splits are ES modules; the Functions host takes CommonJS best, so each file is turned into that.
 */
export async function bundleApp(folder: string): Promise<readonly BuiltFile[]> {
  const built = await build({
    ...lean,
    entryPoints: { main: path.resolve(import.meta.dirname, '../functions/start.ts') },
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    external: ['@azure/functions-core'],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  mkdirSync(path.join(folder, 'chunks'), { recursive: true });
  const outputs = Object.entries(built.metafile.outputs);
  const files = await Promise.all(
    built.outputFiles.map(async ({ path: file, text }) => {
      const { code } = await transform(text, { ...lean, format: 'cjs', supported: { 'dynamic-import': false } });
      replaceFile(file, code);
      const inputs = outputs.find(([output]) => path.resolve(output) === file)?.[1].inputs ?? {};
      return { name: path.relative(folder, file), sizeInBytes: Buffer.byteLength(code), packages: packagesOf(inputs) };
    }),
  );
  removeOldChunks(path.join(folder, 'chunks'));
  return files;
}

// In one step, because an app may be starting from it.
function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

const dayInMs = 86_400_000;

/** An app that runs may still load a chunk of the build that it was started from, so those go a day later. */
function removeOldChunks(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > dayInMs) rmSync(file, { force: true });
  }
}

const packagesOf = (inputs: object): string[] => {
  const names = Object.keys(inputs).map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].toSorted();
};
