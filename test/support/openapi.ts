import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ajvDraft04 from 'ajv-draft-04';
import { isObject, type Json, jsonSchemas, objectAt } from './openapi-schemas.ts';

/** Official contract data, where it is at hand: beside the repository, never in it. */
export const contractData = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
export const hasContractData = existsSync(join(contractData, 'openapi'));

const Ajv = ajvDraft04.default;
type Ajv = InstanceType<typeof Ajv>;
export type Validate = ((value: unknown) => unknown) & { errors?: unknown };

/** An operation of an Azure service, as its OpenAPI document describes it. */
export interface SpecifiedOperation {
  readonly operationId: string;
  readonly validateRequest: () => Validate | undefined;
  readonly validateResponse: (status: number) => Validate | undefined | 'unspecified';
}

export type FindOperation = (method: string, path: string) => SpecifiedOperation | undefined;

/** The newest document of each service: the older ones describe the same operations with less. */
const older = /2022-10-01\/(machineLearningServices|mfe|workspaceFeatures)|2018-01-01\/metrics_API|registries\.json/;

function documents(): Map<string, Json> {
  const root = join(contractData, 'openapi/specification');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.json') && !file.includes('/examples/'),
  );
  return new Map(
    files.map((file) => [
      `https://specification/${relative(root, join(root, file))}`,
      JSON.parse(readFileSync(join(root, file), 'utf8')) as Json,
    ]),
  );
}

/** Reads the OpenAPI documents and answers which operation a request belongs to. */
export function specifiedOperations(): FindOperation {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const all = documents();
  for (const document of jsonSchemas(all).values()) ajv.addSchema(document);
  const operations = [...all]
    .flatMap(([id, document]) => (older.test(id) ? [] : operationsIn(ajv, all, id, document)))
    // Those with a scope of any length after those that say where they are.
    .sort((one, other) => Number(one.pattern.source.includes('.+')) - Number(other.pattern.source.includes('.+')));
  return (method, path) =>
    operations.find((each) => each.method === method.toLowerCase() && each.pattern.test(path.replace(/\/$/, '')))
      ?.operation;
}

function operationsIn(ajv: Ajv, all: ReadonlyMap<string, Json>, id: string, document: Json) {
  // A path that is one parameter fits everything.
  const paths = Object.entries(objectAt(document, 'paths'))
    .filter(([path]) => !/^\/\{\w+\}$/.test(path))
    .map(([path, methods]) => ({ key: 'paths', path, pattern: patternOf(path.replace(/\?.*/, '')), methods }));
  // Operations that share a path are told apart by a query: `?overload=cloudEvent` of Event Grid.
  const overloads = Object.entries(objectAt(document, 'x-ms-paths')).map(([path, methods]) => ({
    ...{ key: 'x-ms-paths', path, pattern: patternOf(path), methods },
  }));
  return [...paths, ...overloads].flatMap(({ key, path, pattern, methods }) =>
    Object.entries(isObject(methods) ? methods : {})
      .filter(([method]) => method !== 'parameters')
      .map(([method, described]) => ({
        method,
        pattern,
        operation: operationAt(ajv, all, `${id}#/${key}/${pointer(path)}/${method}`, described as Json),
      })),
  );
}

const pointer = (text: string) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));

function patternOf(path: string): RegExp {
  // Of any number of segments, none included.
  const parts = path.split(/(\{parentResourcePath\}\/|\{\w+\})/).map((part) => {
    if (part === '{parentResourcePath}/') return '(.+/)?';
    if (/^\{(scope|resourceUri|resourceId|resourceScope|roleId|roleAssignmentId)\}$/.test(part)) return '.+';
    if (part.startsWith('{')) return '[^/]+';
    return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 'i');
}

/** Where the body of a request is described, when this parameter is it: here, or where the parameter points. */
function bodyAt(all: ReadonlyMap<string, Json>, at: string, parameter: Json, index: number): string | undefined {
  if (parameter['in'] === 'body') return `${at}/parameters/${index}`;
  const reference = parameter['$ref'];
  if (typeof reference !== 'string') return undefined;
  const target = new URL(reference, at);
  const [, , name] = target.hash.split('/');
  const parameters = objectAt(all.get(target.href.slice(0, -target.hash.length)), 'parameters');
  return objectAt(parameters, name ?? '')['in'] === 'body' ? target.href : undefined;
}

function operationAt(ajv: Ajv, all: ReadonlyMap<string, Json>, at: string, described: Json): SpecifiedOperation {
  const parameters = (described['parameters'] ?? []) as Json[];
  const bodies = parameters
    .map((parameter, index) => bodyAt(all, at, parameter, index))
    .filter((each) => each !== undefined);
  const responses = objectAt(described, 'responses');
  const schemaAt = (path: string) => ajv.getSchema(`${path}/schema`) as Validate | undefined;
  return {
    operationId: String(described['operationId']),
    validateRequest: () => (bodies[0] === undefined ? undefined : schemaAt(bodies[0])),
    validateResponse(status) {
      const key =
        status in responses ? String(status) : status >= 400 && 'default' in responses ? 'default' : undefined;
      if (key === undefined) return 'unspecified';
      return 'schema' in objectAt(responses, key) ? schemaAt(`${at}/responses/${key}`) : undefined;
    },
  };
}
