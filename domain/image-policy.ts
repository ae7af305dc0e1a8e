import { imagesOf } from './dockerfile-images.ts';
import type { EnvironmentSpec } from './environment.ts';
import { type Findings, faultFound, nothingFound, notLookedAt, together, warningFound } from './findings.ts';

/** Which images a flow may be served with. */
export interface ImagePolicy {
  /** Hosts, or hosts with the beginning of a path: `mcr.microsoft.com/azureml`. */
  readonly registries: readonly string[];
  /** ISO time of the look. */
  readonly at: string;
}

/** Prompt flow ends on this day, and its images have had no updates since 2026-04-20. Source: Microsoft Learn. */
const retirement = '2027-04-20';
const frozen =
  /^mcr\.microsoft\.com\/azureml\/promptflow\/(promptflow-runtime|promptflow-runtime-stable|promptflow-python)$/;
/** "Do not use this version due to known issues and bugs." Source: prompt flow's runtime change log. */
const knownBad = '20241214.v1';

/** Looks at the image of an environment, or at those that its Dockerfile builds on. */
export function findInImages(environment: EnvironmentSpec, policy: ImagePolicy): Findings {
  const { image, context } = environment;
  const dockerfile = context?.files[context.dockerfilePath] ?? '';
  const images = image === undefined ? imagesOf(dockerfile) : [image];
  return together([...new Set(images)].map((each) => (each === undefined ? unknown : findInImage(each, policy))));
}

const unknown = notLookedAt('an image of the Dockerfile whose name only the build knows');

function findInImage(image: string, { registries, at }: ImagePolicy): Findings {
  const { repository, tag, isPinned } = partsOf(image);
  if (!registries.some((allowed) => repository === allowed || repository.startsWith(`${allowed}/`))) {
    return faultFound(
      'image-not-allowed',
      `The image ${image} is not from a registry that is allowed: ${registries.join(', ')}.`,
      'Use an image from one of these, or let whoever runs Flowferry add the registry to FLOWFERRY_IMAGE_REGISTRIES.',
    );
  }
  return together([
    isPinned ? nothingFound : warningFound(`The image ${image} has no fixed version: tomorrow it may be another one.`),
    tag === knownBad
      ? warningFound(`The image ${image} has known faults; its maker says not to use it.`)
      : nothingFound,
    frozen.test(repository) ? retiring(image, at) : nothingFound,
  ]);
}

function retiring(image: string, at: string): Findings {
  const days = Math.ceil((Date.parse(retirement) - Date.parse(at)) / 86_400_000);
  const left = days > 0 ? `in ${days} days, on ${retirement}` : `and did so on ${retirement}`;
  return warningFound(
    `The image ${image} gets no more updates, not even for security, and prompt flow retires ${left}. The endpoint stays; plan for an image of your own.`,
  );
}

/** A name without a host means Docker Hub. Source: the reference grammar of container images. */
function partsOf(image: string): { repository: string; tag: string; isPinned: boolean } {
  const [named = '', digest] = image.split('@');
  const [, path = '', tag = 'latest'] = /^(.*?)(?::([^/:]+))?$/.exec(named) ?? [];
  const [host = ''] = path.split('/');
  const hasHost = path.includes('/') && (/[.:]/.test(host) || host === 'localhost');
  const official = path.includes('/') ? path : `library/${path}`;
  return {
    repository: (hasHost ? path : `docker.io/${official}`).toLowerCase(),
    tag,
    isPinned: digest !== undefined || tag !== 'latest',
  };
}
