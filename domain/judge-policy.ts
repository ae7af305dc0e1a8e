import type { JudgePolicy } from './judge/policy.ts';
import { judgePolicy } from './judge/policy.ts';
import type { Manifest } from './manifest.ts';

/** What the judge holds a candidate to, as the manifest's `health` says it. */
export const policyOf = ({ errorRate, latencyP95, minimumRequests }: Manifest['health']): JudgePolicy =>
  judgePolicy.parse({ errorRate, latencyP95, minimumRequests });
