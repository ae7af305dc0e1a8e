import { type Manifest, readManifest } from '../manifest.ts';
import type { PackageFiles } from './archive.ts';
import type { PackageFault, PackageReading } from './facts.ts';
import { secretLinesIn } from './package-secrets.ts';
import { sampleFileOf } from './samples.ts';

/** Only models that are marked as flows may take longer to answer (Learn: "How to deploy to code"). */
const longestTimeoutInSeconds = 180;

/**
 * Reads a package that has no flow and whose manifest names an image or a Dockerfile: a container that serves HTTP by
 * itself. Nothing, if it is no such package.
 */
export function readContainerPackage(files: PackageFiles, name: string): PackageReading | undefined {
  const manifest = readManifest(files);
  if (manifest.kind === 'refused') return undefined;
  const { image, dockerfile, routes } = manifest.value.environment;
  if (!image && !dockerfile) return undefined;
  const sampleFile = sampleFileOf(files);
  return {
    facts: {
      kind: 'container',
      flowFile: dockerfile ?? 'deploy.yaml',
      name,
      isChat: false,
      inputs: [],
      outputs: [],
      connections: [],
      usesIndexLookup: false,
      ...(image ? { image } : {}),
      ...(routes ? { routes } : {}),
      ...(sampleFile ? { sampleFile } : {}),
    },
    faults: [...timeoutFault(manifest.value), ...secretLinesIn(files)],
    warnings: [],
  };
}

function timeoutFault({ deployment }: Manifest): PackageFault[] {
  if (deployment.requestTimeoutSeconds <= longestTimeoutInSeconds) return [];
  return [
    {
      slug: 'invalid-manifest',
      message: `A container may take ${longestTimeoutInSeconds} seconds to answer; only flows may take longer.`,
      remedy: `Write deployment.requestTimeoutSeconds: ${longestTimeoutInSeconds} or less.`,
      place: { file: 'deploy.yaml', field: 'deployment.requestTimeoutSeconds' },
    },
  ];
}
