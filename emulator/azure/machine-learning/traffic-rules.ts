import type { Cloud } from '../cloud.ts';
import type { AzureAnswer, JsonObject } from '../exchange.ts';
import { objectAt } from '../exchange.ts';
import { validationRefusal } from './service-error.ts';

/**
 * The rules for traffic and mirrored traffic (Perform safe rollout of new deployments; online endpoint YAML schema): shares
 * are whole numbers that sum to 0 or 100, over deployments that are there; one deployment may get up to half of the
 * traffic mirrored, and then none of the live traffic.
 */
export function refuseTraffic(cloud: Cloud, endpointId: string, properties: JsonObject): AzureAnswer | undefined {
  const refuse = (field: 'Traffic' | 'MirrorTraffic', problem: string) =>
    validationRefusal(cloud, field, problem, 'Endpoint');
  const traffic = sharesIn(properties, 'traffic');
  const mirror = sharesIn(properties, 'mirrorTraffic');
  const live = traffic.filter(([, share]) => share > 0);
  const mirrored = mirror.filter(([, share]) => share > 0);
  if ([...traffic, ...mirror].some(([, share]) => !Number.isInteger(share) || share < 0 || share > 100)) {
    return refuse('Traffic', 'A share of the traffic must be a whole number from 0 to 100.');
  }
  const sum = traffic.reduce((total, [, share]) => total + share, 0);
  if (sum !== 0 && sum !== 100) return refuse('Traffic', `The sum of traffic must be either 0 or 100. It is ${sum}.`);
  const absent = [...traffic, ...mirror].find(([name]) => !isThere(cloud, `${endpointId}/deployments/${name}`));
  if (absent)
    return refuse('Traffic', `The deployment '${absent[0]}' that traffic is to go to does not exist or failed.`);
  if (mirrored.length > 1) return refuse('MirrorTraffic', 'Traffic can be mirrored to one deployment only.');
  const [shadow, share] = mirrored[0] ?? ['', 0];
  if (share > 50)
    return refuse('MirrorTraffic', `At most 50 percent of the traffic can be mirrored. ${share} was asked.`);
  if (live.some(([name]) => name === shadow)) {
    return refuse(
      'MirrorTraffic',
      `The deployment '${shadow}' takes live traffic and cannot take mirrored traffic too.`,
    );
  }
  return undefined;
}

const sharesIn = (properties: JsonObject, key: string): [name: string, share: number][] =>
  Object.entries(objectAt(properties, key)).map(([name, share]) => [name, Number(share)]);

const isThere = (cloud: Cloud, id: string) => {
  const state = cloud.deployments.get(id)?.resource.properties.provisioningState;
  return state !== undefined && state !== 'Failed' && state !== 'Creating' && state !== 'Deleting';
};
