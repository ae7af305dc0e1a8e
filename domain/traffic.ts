import { done, type Outcome, refused } from './outcome.ts';
import type { DeploymentFacts, TrafficMap } from './world.ts';

/**
 * Whether a traffic map may be written: whole percents that sum to 100, over deployments that are there and ready. Azure
 * refuses only part of what is refused here.
 */
export function checkTrafficMap(traffic: TrafficMap, deployments: readonly DeploymentFacts[]): Outcome<TrafficMap> {
  const shares = Object.entries(traffic);
  const problem = problemOfShares(shares) ?? problemOfDeployments(shares, deployments);
  return problem === undefined ? done(traffic) : notWritten(traffic, problem);
}

/**
 * Whether all traffic may be taken away: only by the undo of a release before which nothing served, and only from that
 * release's own deployment. An endpoint that somebody else serves by now is left alone.
 */
export function checkEmptying(carried: TrafficMap, deployment: string | undefined): Outcome<TrafficMap> {
  const other = Object.entries(carried).find(([name, share]) => share > 0 && name !== deployment);
  return other === undefined ? done({}) : notWritten({}, `deployment ${other[0]} carries ${other[1]} %`);
}

/** Whether nothing gets any traffic by a map. */
export const isEmpty = (traffic: TrafficMap): boolean => Object.values(traffic).every((share) => share === 0);

const notWritten = (traffic: TrafficMap, problem: string) =>
  refused(
    'traffic-not-shifted',
    `Traffic ${describeTraffic(traffic)} was not written: ${problem}.`,
    'Nothing was changed. Look at the deployments of the endpoint, and release again.',
  );

function problemOfShares(shares: readonly (readonly [string, number])[]): string | undefined {
  const odd = shares.find(([, share]) => !Number.isInteger(share) || share < 0 || share > 100);
  if (odd) return `${odd[1]} is not a whole percentage`;
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  return sum === 100 ? undefined : `it sums to ${sum}, not to 100`;
}

function problemOfDeployments(
  shares: readonly (readonly [string, number])[],
  deployments: readonly DeploymentFacts[],
): string | undefined {
  for (const [name, share] of shares) {
    const deployment = deployments.find((each) => each.name === name);
    if (!deployment) return `there is no deployment ${name}`;
    if (share > 0 && deployment.state !== 'Succeeded') return `deployment ${name} is ${deployment.state}, not ready`;
  }
  return undefined;
}

/** Whether two maps say the same. A deployment without a share and one with 0 are the same. */
export function sameTraffic(one: TrafficMap, other: TrafficMap): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => (one[name] ?? 0) === (other[name] ?? 0));
}

/** For people: `green 90 %, blue 10 %`. */
export function describeTraffic(traffic: TrafficMap): string {
  const shares = Object.entries(traffic).filter(([, share]) => share > 0);
  return shares.length === 0 ? 'none' : shares.map(([name, share]) => `${name} ${share} %`).join(', ');
}

/** The deployment that carries most traffic: the one to go back to. */
export function stableOf(traffic: TrafficMap): string | undefined {
  const [most] = Object.entries(traffic)
    .filter(([, share]) => share > 0)
    .sort((a, b) => b[1] - a[1]);
  return most?.[0];
}
