import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ajvDraft04 from 'ajv-draft-04';
import { contractData } from './openapi.ts';

const Ajv = ajvDraft04.default;
const types = 'Microsoft.MachineLearningServices';
const provider = new RegExp(`/providers/${types}/(workspaces/.+)$`, 'i');

/**
 * Holds the body of a PUT against the ARM JSON schema of 2024-10-01, the version that the app speaks. Answers the complaints;
 * undefined when the schema has no such resource.
 */
export type ValidatePut = (path: string, body: object) => readonly string[] | undefined;

export function armResources(): ValidatePut {
  const file = join(contractData, `openapi/arm-json-schemas/${types}.2024-10-01.json`);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { id: string };
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  // The schema points at this document, which is not part of it. With an expression that is anything, every text would
  // fit two branches of a choice.
  ajv.addSchema({
    id: 'https://schema.management.azure.com/schemas/common/definitions.json',
    definitions: { expression: { type: 'string', pattern: '^\\[([^\\[].*)?\\]$' } },
  } as object);
  ajv.addSchema(schema);
  return (path, body) => {
    const segments = provider.exec(path)?.[1]?.split('/') ?? [];
    const type = segments.filter((_, at) => at % 2 === 0);
    // Its connections have no place for credentials of any kind: the common part is closed, and they are not in it.
    if (type[1] === 'connections') return undefined;
    const validate = ajv.getSchema(`${schema.id.replace(/#$/, '')}#/resourceDefinitions/${type.join('_')}`);
    if (!validate) return undefined;
    // A template names what a PUT has in its address.
    const resource = {
      ...withoutNulls(body),
      type: `${types}/${type.join('/')}`,
      apiVersion: '2024-10-01',
      name: segments.at(-1),
    };
    validate(resource);
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

/** A request may say null where a template leaves out. */
const withoutNulls = (body: object) =>
  JSON.parse(JSON.stringify(body, (_, value) => (value === null ? undefined : value))) as object;
