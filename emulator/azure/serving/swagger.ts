import type { FlowInput, FlowOutput } from './definition.ts';
import { schemaOfType } from './value-type.ts';

/** What the container says about the flow it serves. */
export interface SwaggerFacts {
  readonly name: string;
  readonly inputs: ReadonlyMap<string, FlowInput>;
  /** All outputs: the chat mark is set by those that the response leaves out, too. */
  readonly outputs: ReadonlyMap<string, FlowOutput>;
  /** Names of the outputs that the response leaves out. */
  readonly removed: ReadonlySet<string>;
  /** Content of `samples.json`, if there is one. */
  readonly samples: unknown;
}

type Json = Record<string, unknown>;

/** The OpenAPI document at /swagger.json, before serving adds its own route for feedback. */
export function swaggerOf(facts: SwaggerFacts): Json {
  const example = Array.isArray(facts.samples) ? (facts.samples[0] ?? {}) : {};
  const post = {
    summary: `run promptflow: ${facts.name} with an given input`,
    requestBody: {
      description: 'promptflow input data',
      required: facts.inputs.size > 0,
      content: { 'application/json': { schema: inputSchema(facts.inputs), example } },
    },
    responses: {
      '200': {
        description: 'successful operation',
        content: { 'application/json': { schema: outputSchema(facts) } },
      },
      '400': { description: 'Invalid input' },
      default: { description: 'unexpected error' },
    },
  };
  return {
    openapi: '3.0.0',
    info: { title: `Promptflow[${facts.name}] API`, version: '1.0.0', 'x-flow-name': facts.name, ...chatMarks(facts) },
    components: { securitySchemes: { bearerAuth: { type: 'http', scheme: 'bearer' } } },
    paths: { '/score': { post } },
    security: [{ bearerAuth: [] }],
  };
}

function chatMarks({ inputs, outputs }: SwaggerFacts): Json {
  const marks: Json = {};
  for (const [name, input] of inputs) {
    if (input.isChatInput) Object.assign(marks, { 'x-chat-input': name, 'x-flow-type': 'chat' });
    if (input.isChatHistory) marks['x-chat-history'] = name;
  }
  for (const [name, output] of outputs)
    if (output.isChatOutput && !output.evaluationOnly) marks['x-chat-output'] = name;
  return marks;
}

function inputSchema(inputs: SwaggerFacts['inputs']): Json {
  if (inputs.size === 0) return { type: 'object' };
  const properties = [...inputs].map(([name, input]) => [
    name,
    {
      ...schemaOfType(input.type),
      ...described(input),
      ...(isTruthy(input.default) ? { default: input.default } : {}),
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties), required: [...inputs.keys()] };
}

function outputSchema({ outputs, removed }: SwaggerFacts): Json {
  const shown = [...outputs].filter(([name]) => !removed.has(name));
  if (shown.length === 0) return { type: 'object' };
  const properties = shown.map(([name, output]) => [name, { ...schemaOfType(output.type), ...described(output) }]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

const described = ({ description }: { readonly description?: string }) => (description ? { description } : {});

/** Python's truth: empty texts, lists and mappings, 0 and false are left out of swagger as defaults. */
function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** The route that serving adds to the flow's own. */
export const feedbackPath = {
  parameters: [
    {
      name: 'flatten',
      in: 'query',
      description: 'flatten the feedback data into traced data',
      required: false,
      schema: { type: 'boolean' },
    },
  ],
  post: {
    summary: 'collect promptflow feedback',
    requestBody: {
      description: 'promptflow feedback data',
      required: true,
      content: { 'application/json': { schema: { type: 'object', additionalProperties: {} } } },
    },
    responses: {
      '200': {
        description: 'successful operation',
        content: { 'application/json': { schema: { type: 'object', additionalProperties: {} } } },
      },
      '400': { description: 'Invalid input' },
      default: { description: 'unexpected error' },
    },
  },
};
