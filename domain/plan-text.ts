import type { EnvironmentSpec } from './environment.ts';
import type { Estimate, ExpectedCost } from './estimate.ts';
import type { Findings } from './findings.ts';
import { type PlannedGrant, shortScope } from './own-rights.ts';
import type { Plan } from './plan.ts';
import { reserveText } from './quota.ts';
import { describeTraffic } from './traffic.ts';
import { partsOf } from './workspace.ts';
import type { DeploymentFacts } from './world.ts';

/** Everything that is shown of a plan. */
export interface ShownPlan {
  readonly plan: Plan;
  readonly hash: string;
  readonly preflight: Findings;
  readonly estimate: Estimate;
  readonly environment: EnvironmentSpec;
  readonly environmentExists: boolean;
  readonly grants: readonly PlannedGrant[];
  readonly deployments: readonly DeploymentFacts[];
}

/** A plan for people: what will be made, changed and kept, what it takes, and what is not known. */
export function planText(shown: ShownPlan): string {
  const { plan, preflight, estimate } = shown;
  const { faults, warnings, notChecked } = preflight;
  return [
    `${plan.package.name} to endpoint ${plan.endpoint.name}, workspace ${partsOf(plan.workspaceId).name}`,
    ...section('Resources', resources(shown)),
    ...section('Environment', environmentLines(shown.environment)),
    ...section(
      'Variables',
      Object.entries(plan.deployment.body.environmentVariables).map(([name, value]) => `${name}=${value}`),
    ),
    ...section('Roles of the endpoint', shown.grants.map(grantLine)),
    ...section('Traffic', trafficLines(plan, estimate)),
    ...section(`Time: about ${estimate.minutes} minutes`, estimate.steps.map(stepLine)),
    ...section('Quota', quotaLines(estimate)),
    ...section('Cost, by list price', costLines(estimate.cost)),
    ...section('Way back', [estimate.wayBack]),
    ...section('Will not be done', estimate.notCarriedOut),
    ...section('Could not be checked', notChecked),
    ...section(
      'Warnings',
      warnings.map(({ message }) => message),
    ),
    ...section(
      'Faults',
      faults.map(({ slug, message, remedy }) => `${message} ${remedy} [${slug}]`),
    ),
    faults.length > 0 ? 'A release would be refused.' : `Nothing stands against it. Plan ${shown.hash}`,
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function resources({ plan, environmentExists, deployments }: ShownPlan): string[] {
  const { endpoint, model, environment, deployment } = plan;
  const { auth, identity } = endpoint.body;
  const { instanceCount, instanceType } = deployment.body;
  const others = deployments.filter(({ name }) => name !== deployment.name);
  return [
    `${endpoint.action}  endpoint ${endpoint.name} (${auth}, ${identity.kind === 'system' ? 'an identity of its own' : identity.id})`,
    `ensure  model ${model.name}, version ${model.version}`,
    `${environmentExists ? 'keep' : 'create'}  environment ${environment.name}, version ${environment.version}`,
    `${deployment.action}  deployment ${deployment.name} (${instanceCount} × ${instanceType})`,
    ...others.map(({ name }) => otherLine(plan, name)),
  ].map((line) => line.replace(/^(keep) /, '$1   '));
}

/** What becomes of a deployment that the release does not make. */
function otherLine({ stable, traffic }: Plan, name: string): string {
  if (name === stable) return `keep  deployment ${name}, as the way back`;
  if ((traffic.before[name] ?? 0) > 0) return `change  deployment ${name}, to no traffic`;
  return `delete  deployment ${name}, at the end, if an earlier release made it`;
}

function environmentLines({ image, context }: EnvironmentSpec): string[] {
  if (!context) return [`image ${image}`];
  const dockerfile = context.files[context.dockerfilePath] ?? '';
  return [
    'built from',
    ...dockerfile
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}

const grantLine = ({ role, scope, why, by }: PlannedGrant) =>
  `${role} on ${shortScope(scope)}, because ${why}; ${by === 'already there' ? by : `granted by ${by}`}`;

function trafficLines({ traffic, deployment }: Plan, { walk }: Estimate): string[] {
  return [
    `now               ${describeTraffic(traffic.before)}`,
    `created at        ${deployment.name} 0 %`,
    ...walk.map(walkLine),
  ];
}

function walkLine({ afterMinutes, traffic, mirror, holdMinutes, asksFirst }: Estimate['walk'][number]): string {
  const copies = Object.keys(mirror).length === 0 ? '' : `, copies to ${describeTraffic(mirror)}`;
  const hold = holdMinutes === 0 ? '' : `, held ${holdMinutes} minutes`;
  const approval = asksFirst ? ', once a person agrees' : '';
  return `after ${String(afterMinutes).padStart(3)} minutes ${describeTraffic(traffic)}${copies}${hold}${approval}`;
}

const stepLine = ({ step, minutes }: Estimate['steps'][number]) => `${String(minutes).padStart(3)}  ${step}`;

function quotaLines({ quota }: Estimate): string[] {
  if (!quota) return [];
  const { family, cores, used, limit } = quota;
  return [`${cores} cores of ${family}${reserveText(quota)}; ${Math.max(0, limit - used)} of ${limit} are free`];
}

function costLines(cost: ExpectedCost | undefined): string[] {
  if (!cost) return [];
  const { currency, perHour, perMonth, overlap } = cost;
  const money = (amount: number) => `${amount.toFixed(2)} ${currency}`;
  return [
    `${money(perHour)} an hour, ${money(perMonth)} a month`,
    ...(overlap
      ? [`${money(overlap.perHour)} an hour while the previous deployment is kept (${overlap.hours} hours)`]
      : []),
  ];
}
