import type { OfflinePlan, PlanFault, PlanWarning } from '../domain/offline-plan.ts';

/** A plan for people. */
export function planText(plan: OfflinePlan): string {
  const isRefused = plan.faults.length > 0;
  return [
    ...section('Flow', [`${plan.kind}${plan.flowFile ? `, defined in ${plan.flowFile}` : ''}`]),
    ...section('Endpoint', plan.endpoint ? [plan.endpoint] : []),
    ...section(
      'Inputs',
      plan.inputs.map(({ name, type, required }) => `${name}: ${type}${required ? '' : ' (has a default)'}`),
    ),
    ...section(
      'Outputs',
      plan.outputs.map(({ name, type }) => `${name}: ${type}`),
    ),
    ...section('Connections', plan.connections),
    ...section('Environment', environmentOf(plan)),
    ...section(
      'Roles',
      plan.roles.map(({ role, scopeKind, why }) => `${role} on the ${scopeKind}: ${why}`),
    ),
    ...section(
      'Warnings',
      plan.warnings.map((warning) => `${placeOf(warning)}${warning.message}`),
    ),
    ...section(
      'Faults',
      plan.faults.map((fault) => `${placeOf(fault)}${fault.message} ${fault.remedy} [${fault.slug}]`),
    ),
    isRefused
      ? 'This package is refused.'
      : 'This package can be deployed, as far as can be told without a look at Azure.',
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function environmentOf({ environment }: OfflinePlan): string[] {
  if (!environment) return [];
  const { context, image } = environment;
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

function placeOf({ file, line, column }: PlanFault | PlanWarning): string {
  if (!file) return '';
  return `${[file, line, column].filter((part) => part !== undefined).join(':')}: `;
}
