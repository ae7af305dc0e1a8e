import * as z from 'zod';
import { problemSchema } from '../../domain/api/fault.ts';
import { roles } from '../../domain/sign-in.ts';
import type { Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 document of the API, made of the schemas that requests are checked with. */
export function openApiOf(routes: readonly Route[]): Json {
  const components: Record<string, unknown> = {};
  const toSchema = (schema: z.ZodType, io: 'input' | 'output') => schemaOf(schema, io, components);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = `/api/${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, toSchema) };
  }
  const held = roles.map((role) => `Flowferry.${role}`).join(', ');
  return {
    openapi: '3.1.0',
    info: {
      title: 'Flowferry',
      version: '1',
      description: 'Ships flows to Azure Machine Learning managed online endpoints.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        entra: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: `An access token of Microsoft Entra ID for this app. App roles: ${held}; any of them may read.`,
        },
      },
    },
  };
}

type ToSchema = (schema: z.ZodType, io: 'input' | 'output') => Json;

function operationOf(route: Route, toSchema: ToSchema): Json {
  const parameters = [
    ...parametersOf(route.params, 'path', toSchema),
    ...parametersOf(route.query, 'query', toSchema),
    ...(route.repeatable ? [idempotencyKey] : []),
  ];
  return {
    operationId: route.name,
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: requestBodyOf(route, toSchema) } : {}),
    responses: responsesOf(route, toSchema),
    security: route.roles === 'anyone' ? [] : route.roles.map((role) => ({ entra: [`Flowferry.${role}`] })),
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key makes the same request again safe: it is carried out once.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query', toSchema: ToSchema): readonly Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = toSchema(schema, 'input') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, of]) => {
    const { description, ...rest } = of as Json;
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function requestBodyOf({ body, otherBodies = {} }: Route, toSchema: ToSchema): Json {
  const all = { ...(body ? { 'application/json': body } : {}), ...otherBodies };
  const content = Object.entries(all).map(([type, schema]) => [type, { schema: toSchema(schema, 'input') }]);
  return { required: !body?.safeParse({}).success, content: Object.fromEntries(content) };
}

function responsesOf({ answers, roles: needed }: Route, toSchema: ToSchema): Json {
  const good = Object.entries(answers).map(([status, schema]) => [
    status,
    { description: 'All is well.', content: { 'application/json': { schema: toSchema(schema, 'output') } } },
  ]);
  const refusal = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: toSchema(problemSchema, 'output') } },
  });
  return {
    ...Object.fromEntries(good),
    400: refusal('Something in the request is not as it should be.'),
    ...(needed === 'anyone' ? {} : { 401: refusal('Nobody knows who asks.'), 403: refusal('Who asks may not.') }),
    default: refusal('The request is refused, or there is trouble.'),
  };
}

/** Within an object, because a schema that has a name is only then referred to by it. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Record<string, unknown>): Json {
  const { properties, $defs } = z.toJSONSchema(z.object({ it: schema }), {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Whoever reads an answer must bear what is added to it later.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // Long, and said by the format already.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      delete jsonSchema.id;
    },
  });
  Object.assign(components, rewritten($defs ?? {}));
  return rewritten(properties?.['it'] ?? {}) as Json;
}

const rewritten = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'));
