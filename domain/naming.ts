import { fingerprint } from './workspace.ts';

/** Azure Machine Learning's limits for endpoints and deployments (how-to-manage-quotas). */
const maxNameLength = 32;

/** What is wrong with the name of an endpoint or deployment, in words for the person who chose it. */
export function endpointNameProblem(name: string): string | undefined {
  if (name.length < 3 || name.length > maxNameLength)
    return `must have 3 to ${maxNameLength} signs, "${name}" has ${name.length}`;
  if (!/^[A-Za-z]/.test(name)) return `must begin with a letter, unlike "${name}"`;
  if (!/^[A-Za-z0-9-]*$/.test(name)) return `may have letters, digits and dashes only, unlike "${name}"`;
  if (name.includes('--')) return `may not have two dashes in a row, unlike "${name}"`;
  if (name.endsWith('-')) return `must end with a letter or digit, unlike "${name}"`;
  return undefined;
}

/**
 * The deployment of one attempt to ship one package: the same content gives the same name, so that an attempt which runs
 * twice meets its own deployment. `contentHash` is hexadecimal.
 */
export const deploymentName = (contentHash: string, attempt = 1): string =>
  attempt === 1 ? `f-${shortHash(contentHash)}` : `f-${shortHash(contentHash)}-${attempt}`;

/** The model under which a flow is registered: one per flow name, one version per content. */
export const modelName = (flowName: string): string => assetName(`flow-${flowName}`);

/** The environment that a flow runs in: one per flow name, one version per content. */
export const environmentName = (flowName: string): string => assetName(`flow-${flowName}-environment`);

/** The version of a model or environment with this content: registering it twice registers it once. */
export const assetVersion = (contentHash: string): string => shortHash(contentHash, 16);

/** Assets may be named far more freely than endpoints, and the studio shows long names badly. */
const maxAssetNameLength = 80;

/** The wanted name if Azure takes it, else one like it, made unique by a suffix that comes from the wanted name alone. */
function assetName(wanted: string): string {
  const plain = wanted.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').replaceAll(/^[^A-Za-z0-9]+/g, '');
  if (plain === wanted && plain.length <= maxAssetNameLength) return wanted;
  const suffix = fingerprint(wanted);
  return `${plain.slice(0, maxAssetNameLength - suffix.length - 1)}-${suffix}`;
}

const shortHash = (contentHash: string, length = 10): string => contentHash.toLowerCase().slice(0, length);
