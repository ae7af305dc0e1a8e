import type { PackageFacts } from './facts.ts';

/** The JSON type of each type of a flow's input or output, as the serving runtime describes it. */
const schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  int: { type: 'integer' },
  double: { type: 'number' },
  bool: { type: 'boolean' },
  string: { type: 'string' },
  list: { type: 'array', items: { type: 'object', additionalProperties: {} } },
  object: { type: 'object', additionalProperties: {} },
  image: { type: 'object' },
};

type Json = Readonly<Record<string, unknown>>;

/**
 * The document that the endpoint will serve at /swagger.json, without its feedback route: what callers rely on, and what
 * two releases of a flow are compared by. `example` is the first entry of the package's samples.json.
 */
export function swaggerOf(facts: PackageFacts, example: unknown = {}, includedOutputs: readonly string[] = []): Json {
  const hasInputs = facts.inputs.length > 0;
  return {
    openapi: '3.0.0',
    info: { title: `Promptflow[${facts.name}] API`, version: '1.0.0', 'x-flow-name': facts.name, ...chatMarks(facts) },
    components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } } },
    security: [{ bearerAuth: [] }],
    paths: {
      '/score': {
        post: {
          summary: `run promptflow: ${facts.name} with an given input`,
          requestBody: {
            description: 'promptflow input data',
            required: hasInputs,
            content: { 'application/json': { schema: inputSchema(facts), example } },
          },
          responses: {
            '200': {
              description: 'successful operation',
              content: { 'application/json': { schema: outputSchema(facts, includedOutputs) } },
            },
            '400': { description: 'Invalid input' },
            default: { description: 'unexpected error' },
          },
        },
      },
    },
  };
}

/** The studio shows a chat where an input says so, also if the flow is not a chat in all else. */
function chatMarks({ inputs, outputs }: PackageFacts): Json {
  const marks: Record<string, string> = {};
  for (const { name, chat } of inputs) {
    if (chat === 'input') Object.assign(marks, { 'x-chat-input': name, 'x-flow-type': 'chat' });
    if (chat === 'history') marks['x-chat-history'] = name;
  }
  for (const { name, isChatOutput, evaluationOnly } of outputs)
    if (isChatOutput && !evaluationOnly) marks['x-chat-output'] = name;
  return marks;
}

/** All inputs are called required, also those with a default; empty defaults are left out. */
function inputSchema({ inputs }: PackageFacts): Json {
  if (inputs.length === 0) return { type: 'object' };
  const properties = inputs.map(({ name, type, description, default: fallback }) => [
    name,
    { ...schemas[type], ...(description ? { description } : {}), ...(isTruthy(fallback) ? { default: fallback } : {}) },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), required: inputs.map(({ name }) => name) };
}

function outputSchema({ outputs }: PackageFacts, included: readonly string[]): Json {
  const served = outputs.filter(({ name, evaluationOnly }) =>
    included.length > 0 ? included.includes(name) : !evaluationOnly,
  );
  if (served.length === 0) return { type: 'object' };
  const properties = served.map(({ name, type, description }) => [
    name,
    { ...schemas[type], ...(description ? { description } : {}) },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

/** Python's notion: empty lists, mappings and texts count as nothing. */
function isTruthy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}
