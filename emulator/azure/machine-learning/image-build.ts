import type { Cloud } from '../cloud.ts';
import { objectAt, textAt } from '../exchange.ts';
import type { OperationError } from '../operations.ts';
import type { Workspace } from '../resources.ts';
import { folderAt, readFolder } from '../storage/blob-folders.ts';
import { serviceError } from './service-error.ts';

/** What an image is built from. */
export interface BuildContext {
  readonly dockerfile: string | undefined;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The Docker build context of an environment; undefined when the environment names an image that is there already. */
export async function buildContextOf(
  cloud: Cloud,
  workspace: Workspace,
  environmentId: string | undefined,
): Promise<BuildContext | undefined> {
  const build = objectAt(cloud.environments.get(environmentId ?? '')?.properties, 'build');
  const uri = textAt(build, 'contextUri');
  if (uri === undefined) return undefined;
  const folder = folderAt(cloud, workspace, uri);
  const files = folder ? await readFolder(cloud.storage, folder) : new Map<string, Uint8Array>();
  return { dockerfile: textIn(files, textAt(build, 'dockerfilePath') ?? 'Dockerfile'), files };
}

const textIn = (files: ReadonlyMap<string, Uint8Array>, path: string) => {
  const found = files.get(path.replace(/^\.\//, ''));
  return found && Buffer.from(found).toString('utf8');
};

/** Builds the image of an environment, or says why it cannot be built (Troubleshoot online endpoints, ImageBuildFailure). */
export async function buildImage(cloud: Cloud, workspace: Workspace, environmentId: string) {
  const fault = cloud.faults.strike('image-build-failure', environmentId);
  const context = await buildContextOf(cloud, workspace, environmentId);
  const problem = fault ? (fault.message ?? 'pip failed: No matching distribution found') : problemIn(context);
  if (problem !== undefined) return imageBuildFailure(cloud, workspace, problem);
  cloud.images.set(environmentId, { builtAt: new Date(cloud.clock.now()).toISOString() });
  return undefined;
}

function problemIn(context: BuildContext | undefined): string | undefined {
  if (context?.dockerfile === undefined)
    return 'unable to prepare context: unable to evaluate symlinks in Dockerfile path';
  const lines = context.dockerfile.split('\n').map((line) => line.trim());
  if (!lines.some((line) => /^FROM\s+\S+/i.test(line))) return 'dockerfile parse error: file with no instructions';
  const absent = copiedFiles(lines).find((file) => !isIn(context.files, file));
  return absent && `COPY failed: file not found in build context or excluded by .dockerignore: stat ${absent}`;
}

const copiedFiles = (lines: readonly string[]) =>
  lines
    .map((line) => /^(?:COPY|ADD)\s+(?!--from)(.+)\s+\S+$/i.exec(line)?.[1])
    .flatMap((sources) => sources?.split(/\s+/) ?? [])
    .filter((source) => !source.startsWith('--') && !/^https?:|[*?]/.test(source));

const isIn = (files: ReadonlyMap<string, Uint8Array>, path: string) => {
  const name = path.replace(/^\.\/?/, '').replace(/\/$/, '');
  return name === '' || files.has(name) || [...files.keys()].some((file) => file.startsWith(`${name}/`));
};

function imageBuildFailure(cloud: Cloud, workspace: Workspace, problem: string): OperationError {
  const { account, container } = {
    account: cloud.storage.workspaceAccount.name,
    container: `azureml-blobstore-${workspace.properties.workspaceId}`,
  };
  const log = `https://${account}.blob.core.windows.net/${container}/ImageLogs/${cloud.clock.now()}/20_image_build_log.txt`;
  const message =
    `Deployment failed due to no Environment Image available. ImageBuildFailure: ${problem}. Build log: ${log}. Please see ` +
    'troubleshooting guide, available here: https://aka.ms/oe-tsg#error-imagebuildfailure';
  return serviceError(cloud, 'ImageBuildFailure', message);
}

/** The distributions that the build installs: the lines of the requirements files that the Dockerfile names. */
export async function installedPackages(cloud: Cloud, workspace: Workspace, environmentId: string | undefined) {
  const context = await buildContextOf(cloud, workspace, environmentId);
  const named = [...(context?.dockerfile ?? '').matchAll(/pip3?\s+install[^\n]*?-r\s+(\S+)/g)].map((match) => match[1]);
  return named.flatMap((file) => (textIn(context?.files ?? new Map(), file ?? '') ?? '').split('\n'));
}
