import type { smokeTest as contract, OfDeployment } from '../../domain/contracts.ts';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import { checkAnswer, type Exchange, type SmokeRequest, smokeRequests, withHistory } from '../../domain/smoke.ts';
import type { ScoringAnswer, World } from '../../domain/world.ts';
import { type KeptPackage, readKept, sampleOf } from '../open-kept.ts';
import type { WorkOf } from '../work-of.ts';

/** Well inside the ten minutes that the host gives a function. */
const allTurnsInSeconds = 480;

/**
 * Sends the deployment what it must be able to answer, past the traffic rules. Only an answer to a real request proves
 * that the roles work: the container comes up healthy without them. While they spread, the test is not failed but waits.
 */
export const smokeTest =
  (world: World): WorkOf<typeof contract> =>
  async (target) => {
    const release = await world.releases.get(target.releaseId);
    if (!release) throw new Error(`unknown-release: there is no release ${target.releaseId} to test`);
    const read = await readKept(world, release.package);
    return read.kind === 'refused' ? read : await converse(world, target, read.value);
  };

async function converse(world: World, target: OfDeployment, kept: KeptPackage): ReturnType<WorkOf<typeof contract>> {
  const { facts, manifest } = kept;
  const exchanges: Exchange[] = [];
  let spentInSeconds = 0;
  for (const request of smokeRequests(facts, manifest, sampleOf(kept))) {
    const { body } = withHistory(request, facts, exchanges);
    const scored = await world.scoring.score(target.endpoint, {
      deployment: target.deployment,
      body,
      timeoutInSeconds: manifest.deployment.requestTimeoutSeconds,
    });
    if (scored.kind === 'refused') return scored;
    const answer = scored.value;
    spentInSeconds += answer.latencyInSeconds;
    const failed = judge(kept, request, answer) ?? tooSlow(spentInSeconds);
    if (failed) return failed;
    exchanges.push({ inputs: body, outputs: JSON.parse(answer.body || '{}') });
  }
  return done({ state: 'done', value: {} });
}

function judge(
  { facts, manifest }: KeptPackage,
  request: SmokeRequest,
  answer: ScoringAnswer,
): Outcome<{ readonly state: 'running' }> | undefined {
  const { passed, reasons, waitForRole } = checkAnswer(facts, manifest, answer, request.contains);
  if (passed) return undefined;
  if (waitForRole) return done({ state: 'running' });
  return refused(
    'smoke-test-failed',
    reasons.join(' '),
    'Try the request against the flow on your own machine; the logs of the deployment were kept with the release.',
  );
}

const tooSlow = (spentInSeconds: number) =>
  spentInSeconds <= allTurnsInSeconds
    ? undefined
    : refused(
        'smoke-test-failed',
        `The conversation of the smoke test took more than ${allTurnsInSeconds / 60} minutes.`,
        'Use fewer turns, or find out what makes the flow slow.',
      );
