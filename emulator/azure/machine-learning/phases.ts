import type { Cloud } from '../cloud.ts';
import { objectAt, textAt } from '../exchange.ts';
import type { Phase } from '../operations.ts';
import { durationFor } from '../random.ts';

const minuteInMs = 60_000;

/** Has this environment an image of its own that was not built yet? The first deployment that uses it builds it. */
export function needsBuild(cloud: Cloud, environmentId: string | undefined): boolean {
  if (environmentId === undefined || cloud.images.get(environmentId)) return false;
  return textAt(objectAt(cloud.environments.get(environmentId)?.properties, 'build'), 'contextUri') !== undefined;
}

/**
 * What the creation of a deployment goes through, and how long: 8 to 17 minutes in all, as the Learn article has it ("more
 * than 15 minutes"), with the build of the image when there is one to build.
 */
export function phasesOf(cloud: Cloud, id: string, environmentId: string | undefined): readonly Phase[] {
  const phase = (name: Phase['name'], minutes: readonly [number, number]): Phase => ({
    name,
    durationInMs: durationFor(cloud.seed, `${id} ${name}`, [minutes[0] * minuteInMs, minutes[1] * minuteInMs]),
  });
  const build = needsBuild(cloud, environmentId) ? [phase('image-build', [3, 5])] : [];
  return [...build, phase('identity', [7, 10]), phase('container', [1, 2])];
}
