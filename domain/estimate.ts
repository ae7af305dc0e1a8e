import type { ComputeFacts, MachineSize } from './compute.ts';
import type { Manifest } from './manifest.ts';
import { notCarriedOut } from './not-carried-out.ts';
import { paces } from './pace.ts';
import type { Plan } from './plan.ts';
import { type CoreNeed, coresNeeded } from './quota.ts';
import { holdNameOf, nameOf, type RolloutStep, trafficOf } from './rollout.ts';
import { describeTraffic } from './traffic.ts';
import type { DeploymentFacts, TrafficMap } from './world.ts';

/** What a release will take, as far as it can be told before. */
export interface Estimate {
  /** The longest way through the steps; each with its usual duration. */
  readonly minutes: number;
  readonly steps: readonly ExpectedStep[];
  /** How the traffic moves over, and when. */
  readonly walk: readonly ExpectedTraffic[];
  /** Absent where Flowferry may not read it. */
  readonly quota?: CoreNeed & { readonly used: number; readonly limit: number };
  readonly cost?: ExpectedCost;
  /** How traffic gets back to what served before. */
  readonly wayBack: string;
  /** What the manifest asks for, and the release will not do. */
  readonly notCarriedOut: readonly string[];
}
export interface ExpectedStep {
  readonly step: string;
  readonly minutes: number;
}
export interface ExpectedTraffic {
  /** Since the beginning; without the time that people take to agree. */
  readonly afterMinutes: number;
  readonly traffic: TrafficMap;
  readonly mirror: TrafficMap;
  readonly holdMinutes: number;
  readonly asksFirst: boolean;
}
export interface ExpectedCost {
  readonly currency: string;
  readonly perHour: number;
  readonly perMonth: number;
  /** While the deployment before it is kept: what both take. */
  readonly overlap?: { readonly perHour: number; readonly hours: number };
}

export interface EstimateInput {
  readonly plan: Plan;
  readonly manifest: Manifest;
  readonly deployments: readonly DeploymentFacts[];
  /** Whether Azure has to build the image first: it does for a Docker context that is new. */
  readonly buildsImage: boolean;
  readonly compute?: ComputeFacts;
  /** The machine of the deployment that serves now. */
  readonly stableCompute?: ComputeFacts;
}

/** Usual durations that no long operation is waited for with. Source: measured on managed online endpoints. */
const usualMinutes = { modelAndEnvironment: 1, roles: 1, imageBuild: 5, smokeTest: 1 };
/** As Azure's own price lists count a month. */
const hoursPerMonth = 730;

export function estimate(input: EstimateInput): Estimate {
  const { plan, manifest } = input;
  const before = stepsBeforeTraffic(input);
  const walk = expectedWalk(plan, total(before));
  const steps = [...before, ...plan.rollout.steps.flatMap(stepsOfTraffic)];
  const quota = expectedQuota(input);
  const cost = expectedCost(input);
  return {
    minutes: total(steps),
    steps,
    walk,
    ...(quota ? { quota } : {}),
    ...(cost ? { cost } : {}),
    wayBack: wayBackOf(plan),
    notCarriedOut: notCarriedOut(manifest),
  };
}

const total = (steps: readonly ExpectedStep[]) => steps.reduce((sum, { minutes }) => sum + minutes, 0);

function stepsBeforeTraffic({ plan, buildsImage }: EstimateInput): readonly ExpectedStep[] {
  const { endpoint, deployment, roles } = plan;
  const creates = deployment.action === 'create';
  const step = (name: string, happens: boolean, minutes: number): ExpectedStep[] =>
    happens ? [{ step: name, minutes }] : [];
  return [
    ...step('ensure endpoint', endpoint.action === 'create', minutesOf(paces.endpoint.typicalInSeconds)),
    ...step('register model, build environment', endpoint.action === 'keep', usualMinutes.modelAndEnvironment),
    ...step('assign roles', roles.length > 0, usualMinutes.roles),
    ...step('build the image', creates && buildsImage, usualMinutes.imageBuild),
    ...step('create deployment', creates, minutesOf(paces.deployment.typicalInSeconds)),
    ...step('smoke test', true, usualMinutes.smokeTest),
  ];
}

const stepsOfTraffic = (step: RolloutStep): readonly ExpectedStep[] => [
  { step: nameOf(step), minutes: minutesOf(paces.traffic.typicalInSeconds) },
  ...(step.holdInSeconds > 0 ? [{ step: holdNameOf(step), minutes: minutesOf(step.holdInSeconds) }] : []),
];

/** The live and the mirrored traffic of every step, from the moment at which the traffic reads back so. */
function expectedWalk({ rollout, deployment, stable }: Plan, minutesBefore: number): readonly ExpectedTraffic[] {
  return rollout.steps.map((step, index) => ({
    afterMinutes:
      minutesBefore +
      total(rollout.steps.slice(0, index).flatMap(stepsOfTraffic)) +
      minutesOf(paces.traffic.typicalInSeconds),
    ...trafficOf(step, deployment.name, stable),
    holdMinutes: minutesOf(step.holdInSeconds),
    asksFirst: step.approvalExpiresInSeconds !== undefined,
  }));
}

const minutesOf = (seconds: number) => Math.ceil(seconds / 60);

function expectedQuota({ plan, compute }: EstimateInput): Estimate['quota'] {
  const { size } = compute ?? {};
  if (plan.deployment.action === 'keep' || !size?.cores) return undefined;
  return { ...coresNeeded(size, plan.deployment.body.instanceCount), ...size.cores };
}

function expectedCost({
  plan,
  manifest,
  compute,
  stableCompute,
  deployments,
}: EstimateInput): ExpectedCost | undefined {
  const own = hourly(compute?.size, plan.deployment.body.instanceCount);
  if (!own) return undefined;
  const stable = deployments.find(({ name }) => name === plan.stable && name !== plan.deployment.name);
  const before = stable && hourly(stableCompute?.size, stable.instanceCount);
  const hours = Math.round(manifest.keepPreviousInSeconds / 360) / 10;
  return {
    currency: own.currency,
    perHour: rounded(own.amount),
    perMonth: rounded(own.amount * hoursPerMonth),
    ...(before ? { overlap: { perHour: rounded(own.amount + before.amount), hours } } : {}),
  };
}

const hourly = (size: MachineSize | undefined, count: number) =>
  size?.pricePerHour && { ...size.pricePerHour, amount: size.pricePerHour.amount * count };

const rounded = (amount: number) => Math.round(amount * 100) / 100;

function wayBackOf({ stable, traffic, deployment, endpoint }: Plan): string {
  if (stable !== undefined && stable !== deployment.name) {
    return `traffic goes back to ${describeTraffic(traffic.before)} within a minute or two: ${stable} stays warm`;
  }
  return endpoint.action === 'create'
    ? 'none: nothing served before; a release that fails deletes what it made'
    : 'none: no other deployment of the endpoint has traffic';
}
