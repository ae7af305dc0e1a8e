import type { Manifest } from './manifest.ts';
import type { PackageFiles } from './package/archive.ts';
import { plainPath } from './package/archive-paths.ts';
import type { ContainerRoutes, PackageFacts } from './package/facts.ts';
import { entriesOf } from './package/requirements.ts';

export { type DeploymentVariablesInput, deploymentVariables, modelProperties } from './deployment-variables.ts';

/** What a deployment runs in: an image as it is, or a Docker context to build one from. */
export interface EnvironmentSpec {
  readonly image?: string;
  readonly context?: DockerContext;
  readonly inferenceConfig: InferenceConfig;
}

/** The text files that a Docker build sees, by path, and which of them is the Dockerfile. */
export interface DockerContext {
  readonly files: Readonly<Record<string, string>>;
  readonly dockerfilePath: string;
}

/** Where the container answers. Without it Azure looks for a scoring script: "Could not find driver program". */
export interface InferenceConfig {
  readonly livenessRoute: Route;
  readonly readinessRoute: Route;
  readonly scoringRoute: Route;
}

export interface Route {
  readonly path: string;
  readonly port: number;
}

/** Where the prompt flow image answers (Learn: "Deploy a flow to online endpoint … with CLI"). */
const promptFlowRoutes: ContainerRoutes = { port: 8080, liveness: '/health', readiness: '/health', scoring: '/score' };

const inferenceConfigOf = ({ port, liveness, readiness, scoring }: ContainerRoutes): InferenceConfig => ({
  livenessRoute: { path: liveness, port },
  readinessRoute: { path: readiness, port },
  scoringRoute: { path: scoring, port },
});

const noFiles: PackageFiles = new Map();

/**
 * The environment of a flow: the base image as it is, or built with the flow's requirements. Azure installs them only
 * when the studio's wizard deploys; through its API the image must be built.
 *
 * The base image is, in this order, the manifest's, the flow's own, or the one given. The package's files are needed
 * only where the manifest names a Dockerfile or a requirements file.
 */
export function environmentOf(
  facts: PackageFacts,
  manifest: Manifest,
  baseImage: string,
  files: PackageFiles = noFiles,
): EnvironmentSpec {
  const { dockerfile, requirements, image: wantedImage } = manifest.environment;
  const inferenceConfig = inferenceConfigOf(manifest.environment.routes ?? facts.routes ?? promptFlowRoutes);
  if (dockerfile) return { context: contextAround(dockerfile, files), inferenceConfig };
  const image = wantedImage ?? facts.image ?? baseImage;
  const requirementsText = requirements ? textOf(requirements, files) : (facts.requirementsText ?? '');
  if (entriesOf(requirementsText).length === 0) return { image, inferenceConfig };
  return { context: contextWith(image, requirementsText), inferenceConfig };
}

function contextWith(image: string, requirementsText: string): DockerContext {
  const dockerfile = [`FROM ${image}`, 'COPY ./requirements.txt .', 'RUN pip install -r requirements.txt', ''].join(
    '\n',
  );
  return { files: { Dockerfile: dockerfile, 'requirements.txt': requirementsText }, dockerfilePath: 'Dockerfile' };
}

/** The folder of a Dockerfile, as the build sees it. */
function contextAround(dockerfile: string, files: PackageFiles): DockerContext {
  const path = plainPath(dockerfile);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  textOf(dockerfile, files);
  const inFolder = [...files.keys()].filter((name) => name.startsWith(folder));
  return {
    files: Object.fromEntries(inFolder.map((name) => [name.slice(folder.length), textOf(name, files)])),
    dockerfilePath: path.slice(folder.length),
  };
}

/** The manifest's reader has seen to it that the file is in the package: absent, the caller gave the wrong files. */
function textOf(path: string, files: PackageFiles): string {
  const content = files.get(plainPath(path));
  if (!content) throw new Error(`environmentOf was not given the file ${path}, which the manifest names`);
  return new TextDecoder().decode(content);
}
