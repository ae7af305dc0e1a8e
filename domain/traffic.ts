import { done, type Outcome, refused } from './outcome.ts';
import type { DeploymentFacts, TrafficMap } from './world.ts';

/**
 * Whether a traffic map may be written: whole percents that sum to 100, over deployments that are there and ready. An
 * empty map takes all traffic away. Azure refuses only part of what is refused here.
 */
export function checkTrafficMap(traffic: TrafficMap, deployments: readonly DeploymentFacts[]): Outcome<TrafficMap> {
  const shares = Object.entries(traffic);
  const problem =
    shares.length === 0 ? undefined : (problemOfShares(shares) ?? problemOfDeployments(shares, deployments));
  if (problem === undefined) return done(traffic);
  return refused(
    'traffic-not-shifted',
    `Traffic ${describeTraffic(traffic)} was not written: ${problem}.`,
    'Nothing was changed. Look at the deployments of the endpoint, and release again.',
  );
}

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
