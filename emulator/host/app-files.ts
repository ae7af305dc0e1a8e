import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJsonFile } from './app-settings.ts';

/**
 * Loads an app as the Node process of the real host does: every file that package.json's `main` matches (a glob), in
 * turn; ES modules through import(), the rest through require. Throws when a file throws: one bad file stops the app.
 */
export async function loadApp(appFolder: string): Promise<void> {
  const manifest = readJsonFile(path.join(appFolder, 'package.json')) ?? {};
  const main = typeof manifest['main'] === 'string' ? manifest['main'] : 'index.js';
  const require = createRequire(path.join(appFolder, 'package.json'));
  forgetLoadedFiles(require, appFolder);
  for (const file of filesMatching(appFolder, main)) {
    const isModule = file.endsWith('.mjs') || (file.endsWith('.js') && manifest['type'] === 'module');
    if (isModule) await import(`${pathToFileURL(file).href}?start=${++starts}`);
    else require(file);
  }
}

let starts = 0;

function filesMatching(appFolder: string, main: string): string[] {
  const files = globSync(main, { cwd: appFolder, exclude: (name) => path.basename(name) === 'node_modules' });
  if (files.length > 0) return files.sort().map((file) => path.join(appFolder, file));
  const isPattern = /[*?{[]/.test(main);
  throw new Error(
    isPattern
      ? `Found zero files matching the supplied pattern: package.json "main" is "${main}" in ${appFolder}. Is it built?`
      : `File does not exist: package.json "main" is "${main}" in ${appFolder}. Is the app built?`,
  );
}

// An app that is started again in the same process has to register its functions again.
function forgetLoadedFiles(require: NodeJS.Require, appFolder: string): void {
  for (const file of Object.keys(require.cache)) {
    const within = path.relative(appFolder, file);
    const isOwn = !within.startsWith('..') && !within.split(path.sep).includes('node_modules');
    if (isOwn) delete require.cache[file];
  }
}
