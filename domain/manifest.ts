import { type ManifestProblem, problemsOf } from './manifest/issues.ts';
import { type Manifest, manifestJsonSchema, manifestSchema } from './manifest/schema.ts';
import { done, type Outcome, type Refused, refused } from './outcome.ts';
import type { PackageFiles } from './package/archive.ts';
import { plainPath } from './package/archive-paths.ts';
import { holdsSecret } from './secrets.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

export { type Manifest, manifestJsonSchema } from './manifest/schema.ts';

const manifestNames = ['deploy.yaml', 'deploy.yml'];
/** Whether the package says how it is to be deployed. */
export const hasManifest = (files: PackageFiles): boolean => manifestNames.some((name) => files.has(name));

const secretProblem = 'holds a secret; a manifest may only refer to one';

/**
 * Reads `deploy.yaml`, by which a flow opts in to being deployed, and fills in every default. Refuses with `no-manifest`,
 * `bad-yaml`, `unknown-key`, `bad-name`, `invalid-manifest`, `secret-in-package` or `missing-file`; the place is the line
 * of the first problem, the message names all of them.
 */
export function readManifest(files: PackageFiles): Outcome<Manifest> {
  const file = manifestNames.find((name) => files.has(name));
  if (!file) return noManifest();
  const yaml = readYaml(file, files.get(file) ?? new Uint8Array());
  if (yaml.kind === 'refused') return yaml;
  const parsed = manifestSchema.safeParse(yaml.value.value);
  const problems = parsed.success
    ? [...secretsIn(parsed.data), ...missingFiles(parsed.data, files), ...binaryContext(parsed.data, files)]
    : problemsOf(parsed.error.issues, manifestJsonSchema());
  const [first] = problems;
  if (first) return refusedFor(first, problems, yaml.value);
  return parsed.success ? done(parsed.data) : noManifest();
}

function secretsIn(manifest: Manifest): ManifestProblem[] {
  return Object.entries(manifest.deployment.environmentVariables)
    .filter(([name, value]) => holdsSecret(name, value))
    .map(([name]) => problem('secret-in-package', ['deployment', 'environmentVariables', name], secretProblem));
}

function missingFiles(manifest: Manifest, files: PackageFiles): ManifestProblem[] {
  const named: [PropertyKey[], string | undefined][] = [
    [['environment', 'dockerfile'], manifest.environment.dockerfile],
    [['environment', 'requirements'], manifest.environment.requirements],
    [['smokeTest', 'sampleFrom'], manifest.smokeTest.sampleFrom],
  ];
  return named
    .filter(([, path]) => path !== undefined && !files.has(plainPath(path)))
    .map(([path, name]) => problem('missing-file', path, `names ${name}, which is not in the package`));
}

/** A Docker build gets the files beside its Dockerfile as texts. */
function binaryContext({ environment: { dockerfile } }: Manifest, files: PackageFiles): ManifestProblem[] {
  if (!dockerfile) return [];
  const folder = plainPath(dockerfile).replace(/[^/]+$/, '');
  const binary = [...files].find(([path, bytes]) => path.startsWith(folder) && !isUtf8(bytes));
  if (!binary) return [];
  const complaint = `stands beside ${binary[0]}, which is no text; a build gets texts only`;
  return [problem('invalid-manifest', ['environment', 'dockerfile'], complaint)];
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const problem = (slug: ManifestProblem['slug'], path: PropertyKey[], complaint: string): ManifestProblem => ({
  slug,
  path,
  message: `${path.map(String).join('.')} ${complaint}`,
});

const remedies: Partial<Record<ManifestProblem['slug'], string>> = {
  'unknown-key': 'Correct the key, or take it out; docs and schema list the known ones.',
  'bad-name': 'Choose a name of 3 to 32 letters, digits and single dashes that begins with a letter.',
  'secret-in-package': `Keep the secret in a connection and write \${{azureml://connections/<name>/credentials/key}}.`,
  'missing-file': 'Add the file to the package, or correct the path.',
};

function refusedFor(first: ManifestProblem, problems: readonly ManifestProblem[], yaml: YamlFile): Refused {
  const texts = problems.slice(0, 10).map(({ path, message }) => `line ${yaml.placeOf(path).line}: ${message}`);
  return refused(
    first.slug,
    `${yaml.file}, ${texts.join('; ')}.`,
    remedies[first.slug] ?? 'Correct the value; the schema says what each key takes.',
    yaml.placeOf(first.path),
  );
}

const noManifest = (): Refused =>
  refused(
    'no-manifest',
    'The package has no deploy.yaml, so the flow has not asked to be deployed.',
    'Add a deploy.yaml with at least endpoint.name.',
  );
