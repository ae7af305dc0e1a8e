import type { Place } from '../outcome.ts';
import { holdsSecret, looksLikeSecret } from '../secrets.ts';
import type { YamlFile } from '../yaml-file.ts';
import type { PackageFiles } from './archive.ts';
import type { PackageFault } from './facts.ts';
import { fileText } from './file-text.ts';
import { isMapping, mappingOf } from './yaml-values.ts';

/** Files that people write; larger ones are data. */
const readable = /(\.(ya?ml|py|json|jinja2?|md|txt|toml|cfg|ini|sh|prompty)|(^|\/)\.env[^/]*|ockerfile)$/;
const maxBytes = 256 * 1024;
/** And so many of them. */
const maxFiles = 500;

/** Secrets written into the package, by their form or by the name they stand under. The values are never repeated. */
export const secretFaults = (yaml: YamlFile, files: PackageFiles): PackageFault[] => [
  ...secretKeys(yaml.value, [], yaml),
  ...secretLinesIn(files),
];

/** Secrets by their form, in any file that people write. */
export const secretLinesIn = (files: PackageFiles): PackageFault[] =>
  [...files]
    .filter(([file, bytes]) => readable.test(file) && bytes.byteLength <= maxBytes)
    .slice(0, maxFiles)
    .flatMap(([file]) => secretLines(file, files));

/** Keys of the definition whose name says secret and whose value is written out. */
function secretKeys(value: unknown, path: readonly PropertyKey[], yaml: YamlFile): PackageFault[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => secretKeys(item, [...path, index], yaml));
  if (!isMapping(value)) return [];
  return Object.entries(mappingOf(value)).flatMap(([key, inner]) => {
    const here = [...path, key];
    const isSecret = typeof inner === 'string' && !looksLikeSecret(inner) && holdsSecret(key, inner);
    return isSecret
      ? [secretFault(`${yaml.file}: ${here.join('.')}`, yaml.placeOf(here))]
      : secretKeys(inner, here, yaml);
  });
}

function secretLines(file: string, files: PackageFiles): PackageFault[] {
  const lines = (fileText(files, file) ?? '').split('\n');
  const isSettings = /(^|\/)\.env[^/]*$/.test(file);
  return lines.flatMap((line, index) => {
    const [, name = '', value = ''] = (isSettings && /^\s*(?:export\s+)?(\w+)\s*=\s*["']?([^"'\s]*)/.exec(line)) || [];
    const isSecret = looksLikeSecret(line) || holdsSecret(name, value);
    return isSecret ? [secretFault(`${file}, line ${index + 1}`, { file, line: index + 1 })] : [];
  });
}

const secretFault = (where: string, place: Place): PackageFault => ({
  slug: 'secret-in-package',
  message: `${where} holds a secret.`,
  remedy: 'Revoke it, keep the new one in a connection of the workspace, and refer to that.',
  place,
});
