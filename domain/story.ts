import type { ActivityContract } from './contract.ts';
import type { OfDeployment, OfTraffic } from './contracts.ts';
import * as contracts from './contracts.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import { describeTraffic } from './traffic.ts';

/** What came of a step, in one sentence for the release's story. */
export function sentenceOf<I, O>(contract: ActivityContract<I, O>, input: I, outcome: Outcome<O>): string {
  if (outcome.kind === 'refused') return outcome.fault.message;
  const tell = sentences.get(contract.name) as ((input: I, value: O) => string) | undefined;
  return tell ? tell(input, outcome.value) : 'done';
}

type Sentence = readonly [string, (input: never, value: never) => string];
const tell = <I, O>(contract: ActivityContract<I, O>, sentence: (input: I, value: O) => string): Sentence => [
  contract.name,
  sentence,
];

const sentences: ReadonlyMap<string, (input: never, value: never) => string> = new Map([
  tell(contracts.makePlan, (_, plan) => describePlan(plan)),
  tell(contracts.preflight, (_, found) => describePreflight(found)),
  tell(contracts.compareContracts, (_, { changes }) =>
    listed('callers will see:', changes, 'nothing changes for callers'),
  ),
  tell(contracts.registerModel, ({ plan }) => `model ${plan.model.name}, version ${plan.model.version}`),
  tell(
    contracts.createEnvironment,
    ({ plan }) => `environment ${plan.environment.name}, version ${plan.environment.version}`,
  ),
  tell(contracts.checkEndpoint, ({ endpoint }) => `endpoint ${endpoint.name} is ready`),
  tell(contracts.assignRoles, (_, roles) => describeRoles(roles)),
  tell(contracts.checkRoles, ({ roles }) => `granted: ${roles.map(({ role }) => role).join(', ')}`),
  tell(contracts.checkDeployment, ({ deployment }) => `deployment ${deployment} is ready, at no traffic`),
  tell(
    contracts.diagnoseDeployment,
    (_, { fault, tryAgain }) => `${fault.message}${tryAgain ? ' It is tried once more.' : ''}`,
  ),
  tell(contracts.smokeTest, ({ deployment }: OfDeployment) => `${deployment} answered as it should`),
  tell(contracts.checkApproval, () => 'somebody agreed'),
  tell(contracts.judgeStep, (_, { state, ...looked }) =>
    state === 'done' && 'value' in looked ? looked.value.reasons.join('; ') : 'still held',
  ),
  tell(contracts.checkTraffic, ({ traffic }: OfTraffic) => `traffic reads back as ${describeTraffic(traffic)}`),
  tell(contracts.checkRestoredTraffic, ({ traffic }: OfTraffic) => `traffic reads back as ${describeTraffic(traffic)}`),
  tell(contracts.removeSuperseded, (_, { removed }) => listed('removed', removed, 'nothing to remove')),
  tell(contracts.removePrevious, (_, { removed }) => listed('removed', removed, 'nothing to remove')),
  tell(contracts.planRetirement, (_, { isThere, deployments }) =>
    isThere
      ? listed('kept all that it takes to bring back', deployments, 'kept the endpoint, which is empty')
      : 'it is gone',
  ),
  tell(contracts.revokeRoles, (_, { removed }) => listed('took back', removed, 'Flowferry had given none')),
  tell(contracts.planRestoration, (_, { deployments, instances }) =>
    listed('to be brought back:', [...deployments, ...Object.keys(instances)], 'nothing is missing'),
  ),
  tell(contracts.planRollBack, (_, { deployment }) => `back to ${deployment}`),
  tell(contracts.probeDeployment, (_, __) => 'it answers as it should'),
  tell(contracts.fetchLogs, (_, { kept }) => listed('kept', kept, 'there were no logs')),
  tell(contracts.checkDeletedDeployment, ({ deployment }) => `deployment ${deployment} is gone`),
  tell(contracts.removeRoles, (_, { removed }) => listed('took back', removed, 'this release had granted none')),
  tell(contracts.checkDeletedEndpoint, ({ endpoint }) => `endpoint ${endpoint.name} is gone`),
]);

const listed = (verb: string, things: readonly string[], none: string) =>
  things.length === 0 ? none : `${verb} ${things.join(', ')}`;

function describePlan(plan: Plan): string {
  const endpoint = `${plan.endpoint.action === 'create' ? 'new endpoint' : 'endpoint'} ${plan.endpoint.name}`;
  return `deployment ${plan.deployment.name} on ${endpoint}, ${plan.roles.length} role${plan.roles.length === 1 ? '' : 's'}, traffic ${describeTraffic(plan.traffic.after)}`;
}

function describePreflight({ warnings, notChecked }: { warnings: number; notChecked: number }): string {
  return [
    'nothing stands against it',
    ...(warnings === 0 ? [] : [`${warnings} warning${warnings === 1 ? '' : 's'}`]),
    ...(notChecked === 0 ? [] : [`${notChecked} thing${notChecked === 1 ? '' : 's'} could not be checked`]),
  ].join('; ');
}

function describeRoles({ created, kept, lacking }: contracts.AssignedRoles): string {
  const parts = [
    listed('granted', created, 'granted nothing new'),
    ...(kept.length === 0 ? [] : [`already there: ${kept.join(', ')}`]),
    ...(lacking.length === 0 ? [] : [`not allowed to grant: ${lacking.map(({ role }) => role).join(', ')}`]),
  ];
  return parts.join('; ');
}
