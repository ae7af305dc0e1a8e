import { type ContractChange, contractDiff } from '../../domain/contract-diff.ts';
import type { compareContracts as contract } from '../../domain/contracts.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { done, refused } from '../../domain/outcome.ts';
import { swaggerOf } from '../../domain/package/swagger.ts';
import type { OpenApiDocument, World } from '../../domain/world.ts';
import { type KeptPackage, readKept } from '../open-kept.ts';
import type { WorkOf } from '../work-of.ts';

/**
 * What the release changes for callers of the deployment that serves them now. It is known before anything is deployed:
 * what the candidate will promise follows from its package.
 */
export const compareContracts =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, endpoint, deployment }) => {
    const release = await world.releases.get(releaseId);
    if (!release) throw new Error(`unknown-release: there is no release ${releaseId} to compare`);
    const read = await readKept(world, release.package);
    if (read.kind === 'refused') return read;
    // A container of one's own says nothing of its inputs and outputs before it runs.
    if (read.value.facts.kind === 'container') return done({ changes: [] });
    const stable = await world.scoring.describe(endpoint, deployment);
    if (stable.kind === 'refused') return stable;
    if (stable.value === undefined) return done({ changes: [] });
    return judged(deployment, changesFor(read.value, stable.value), read.value.manifest);
  };

function changesFor({ facts, manifest }: KeptPackage, stable: OpenApiDocument): readonly ContractChange[] {
  const optional = facts.inputs.filter(({ required }) => !required).map(({ name }) => name);
  return contractDiff(stable, swaggerOf(facts, {}, manifest.outputs), optional);
}

function judged(stable: string, changes: readonly ContractChange[], { contract: { onBreakingChange } }: Manifest) {
  const breaking = changes.filter(({ isBreaking }) => isBreaking).map(({ message }) => message);
  if (breaking.length === 0 || onBreakingChange === 'allow') {
    return done({ changes: changes.map(({ message }) => message) });
  }
  return refused(
    'breaking-change',
    `Callers of ${stable} would fail with this release. ${breaking.join(' ')}`,
    'Give new inputs a default and keep the outputs, release under another endpoint, or write contract.onBreakingChange: allow.',
    { file: 'deploy.yaml', field: 'contract.onBreakingChange' },
  );
}
