import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A JSON object in a file that people edit; undefined when there is no such file. Throws with the file's name. */
export function readJsonFile(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * App settings reach an app through its environment. Those given win over the environment, and the environment over
 * `local.settings.json`, as with the Core Tools.
 */
export function applyAppSettings(appFolder: string | undefined, given: Readonly<Record<string, string>>): void {
  Object.assign(process.env, given);
  if (appFolder === undefined) return;
  const { Values: values = {} } = (readJsonFile(path.join(appFolder, 'local.settings.json')) ?? {}) as LocalSettings;
  for (const [name, value] of Object.entries(values)) process.env[name] ??= String(value);
}

interface LocalSettings {
  readonly Values?: Readonly<Record<string, unknown>>;
}

/** Puts app settings in for `%NAME%`. A name that is not set is an error, because the real host refuses it too. */
export function resolveSettings(text: string): string {
  return text.replace(/%([^%\s]+)%/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value: the app setting is not set.`);
    return value;
  });
}

/** The connection string that a binding's `connection` names. Absent, it is the host's own storage. */
export function connectionString(connection: unknown): string {
  const name = typeof connection === 'string' && connection !== '' ? connection : 'AzureWebJobsStorage';
  const value = process.env[`AzureWebJobs${name}`] ?? process.env[name];
  if (!value) throw new Error(`The storage connection '${name}' is not set: the app setting '${name}' is missing.`);
  return value;
}
