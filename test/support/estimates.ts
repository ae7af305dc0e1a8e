import { type EstimateInput, estimate } from '../../domain/estimate.ts';
import type { Observed } from '../../domain/make-plan.ts';
import { plannedGrants } from '../../domain/own-rights.ts';
import type { ShownPlan } from '../../domain/plan-text.ts';
import { preflight, type Surroundings } from '../../domain/preflight.ts';
import { manifestOf } from './manifest.ts';
import { deploymentNamed, goodSurroundings, planOf, servingEndpoint } from './plans.ts';

/** The machine that `f-old` runs on. */
export const stableMachine = {
  size: {
    name: 'Standard_DS2_v2',
    family: 'standardDSv2Family',
    vCpus: 2,
    pricePerHour: { amount: 0.5, currency: 'USD' },
  },
  known: [],
};
/** What is seen of an endpoint that serves `f-old`. */
export const serving: Partial<Observed> = { endpoint: servingEndpoint, deployments: [deploymentNamed('f-old')] };

export function inputOf(manifest = '', seen: Partial<Observed> = {}, over: Partial<EstimateInput> = {}): EstimateInput {
  const { compute } = goodSurroundings();
  return {
    plan: planOf(manifest, seen),
    manifest: manifestOf(manifest),
    deployments: seen.deployments ?? [],
    buildsImage: true,
    ...(compute ? { compute } : {}),
    ...over,
  };
}
/** Everything that is shown of a plan. */
export function shown(manifest = '', seen: Partial<Observed> = {}, over: Partial<Surroundings> = {}): ShownPlan {
  const input = inputOf(manifest, seen, { stableCompute: stableMachine });
  const around = goodSurroundings(over);
  return {
    plan: input.plan,
    hash: 'h'.repeat(64),
    preflight: preflight(input.plan, around),
    estimate: estimate(input),
    environment: around.environment,
    environmentExists: false,
    grants: plannedGrants(input.plan, around.held, around.rights),
    deployments: input.deployments,
  };
}
