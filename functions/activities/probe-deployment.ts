import type { probeDeployment as contract } from '../../domain/contracts.ts';
import { done, refused } from '../../domain/outcome.ts';
import { checkAnswer, sampleFileFor, smokeRequests } from '../../domain/smoke.ts';
import type { World } from '../../domain/world.ts';
import { readKept } from '../open-kept.ts';
import type { WorkOf } from '../work-of.ts';

/** Asks the deployment to go back to, past the traffic rules: a way back that does not answer is none. */
export const probeDeployment =
  (world: World): WorkOf<typeof contract> =>
  async ({ endpoint, wayBack: { deployment, testedWith } }) => {
    const release = testedWith === undefined ? undefined : await world.releases.get(testedWith);
    const kept = release && (await readKept(world, release.package));
    if (kept?.kind !== 'done') return await isServing(world, endpoint, deployment);
    const { facts, manifest, files } = kept.value;
    const sample = files.get(sampleFileFor(facts, manifest) ?? '');
    const [request] = smokeRequests(facts, manifest, sample && new TextDecoder().decode(sample));
    const timeoutInSeconds = manifest.deployment.requestTimeoutSeconds;
    const scored = await world.scoring.score(endpoint, { deployment, body: request?.body ?? {}, timeoutInSeconds });
    if (scored.kind === 'refused') return scored;
    const { passed, reasons } = checkAnswer(facts, manifest, scored.value);
    return passed ? done({}) : noAnswer(deployment, reasons.join(' '));
  };

/** Of a deployment that somebody else made, only that it serves can be asked. */
async function isServing(world: World, endpoint: Parameters<World['scoring']['describe']>[0], deployment: string) {
  const described = await world.scoring.describe(endpoint, deployment);
  if (described.kind === 'refused') return described;
  return described.value ? done({}) : noAnswer(deployment, 'It serves no description of itself.');
}

const noAnswer = (deployment: string, why: string) =>
  refused(
    'no-way-back',
    `Deployment ${deployment} does not answer as it should, so the traffic stays where it is. ${why}`,
    'Nothing good is left to go back to: mend the flow and release it.',
  );
