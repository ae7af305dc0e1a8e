import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { deployAll } from './check.ts';
import { findInPath, findInResource, type ObjectType, type Snapshot } from './schema.ts';

/**
 * Makes the snapshots anew, from the types of the Bicep compiler as `@azure/mcp-linux-x64` (MIT) carries them. That package
 * is large, so it is not a dependency: put it somewhere, and give the path of its program.
 *
 *     npm run infra:schemas -- <folder>/node_modules/@azure/mcp-linux-x64/dist/azmcp
 *
 * Of each resource type in use, the types that are looked into stay whole; of the others the names stay. What the package
 * does not have is written by hand in schemas/by-hand.json, from the published types.
 */
const byHand =
  /^Microsoft\.(DurableTask|Insights\/(metricAlerts|scheduledQueryRules|actionGroups)|Network\/privateDnsZones)/;

interface Property {
  readonly name: string;
  readonly type: string;
  readonly flags?: string;
}
interface Described {
  readonly $type: string;
  readonly name: string;
  readonly properties?: readonly Property[];
  readonly baseProperties?: readonly Property[];
  readonly additionalPropertiesType?: string;
  readonly discriminator?: string;
  readonly elements?: readonly Described[];
  readonly bodyType?: Described;
  readonly writableScopes?: string;
}

const propertyType = ({ type, flags = '' }: Property) =>
  `${flags.includes('ReadOnly') ? 'read only ' : flags.includes('Required') ? 'required ' : ''}${type}`;

function toTypes(described: Described): [string, ObjectType][] {
  const list = described.properties ?? described.baseProperties ?? [];
  const properties = Object.fromEntries(list.map((property) => [property.name, propertyType(property)]));
  const { additionalPropertiesType: others, discriminator, elements = [], name } = described;
  if (discriminator === undefined) return [[name, { properties, ...(others !== undefined && { others }) }]];
  const discriminating = ({ properties: own = [] }: Described) =>
    own.find((each) => each.name === discriminator)?.type ?? '';
  // Variants of a body all have its name.
  const named = elements.map((each) => ({
    ...each,
    name: each.name.toLowerCase() === name.toLowerCase() ? `${name} ${discriminating(each)}` : each.name,
  }));
  const variants = Object.fromEntries(named.map((each) => [discriminating(each), each.name]));
  return [[name, { properties, discriminator, variants }], ...named.flatMap(toTypes)];
}

/** All that the program tells of a type. */
function wholeSnapshot(program: string, type: string): Snapshot {
  const [name = ''] = type.split('@');
  const answer = execFileSync(program, ['bicepschema', 'get', '--resource-type', name], {
    encoding: 'utf8',
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1', AZURE_MCP_COLLECT_TELEMETRY: 'false' },
  });
  const { results } = JSON.parse(answer) as { results: { BicepSchemaResult: readonly Described[] } };
  const described = results.BicepSchemaResult;
  const resource = described.find((each) => each.$type === 'Resource');
  if (!resource?.bodyType || resource.name !== type) throw new Error(`wanted ${type}, there is ${resource?.name}`);
  const objects = [resource.bodyType, ...described.filter(({ $type }) => $type.endsWith('Object'))];
  const types = Object.fromEntries(objects.flatMap(toTypes));
  return { type, scopes: resource.writableScopes ?? '', body: resource.bodyType.name, types };
}

const [program] = process.argv.slice(2);
if (program === undefined) throw new Error('give the path of azmcp: npm run infra:schemas -- <path>');

const deployed = deployAll();
const resources = deployed.flatMap((each) => each.resources);
const asked = deployed.flatMap((each) => each.asked);
const wanted = [...new Set([...resources, ...asked].map(({ type }) => type))]
  .filter((type) => !byHand.test(type))
  .sort();
const whole = new Map(wanted.map((type) => [type, wholeSnapshot(program, type)]));
const touched = new Set<string>();
for (const resource of resources) {
  if (whole.has(resource.type)) findInResource(resource, whole, (type) => touched.add(`${resource.type} ${type}`));
}
for (const each of asked) {
  if (whole.has(each.type)) findInPath(each, whole, (type) => touched.add(`${each.type} ${type}`));
}
const snapshots = [...whole.values()].map((snapshot) => ({
  ...snapshot,
  types: Object.fromEntries(Object.entries(snapshot.types).filter(([name]) => touched.has(`${snapshot.type} ${name}`))),
}));
writeFileSync(new URL('./schemas/made.json', import.meta.url), `${JSON.stringify(snapshots, null, 2)}\n`);
console.log(`${snapshots.length} types, of which ${touched.size} parts are looked into`);
