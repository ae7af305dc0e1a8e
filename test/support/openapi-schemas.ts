/*
 * OpenAPI 2 as JSON Schema. What may be null says so; types that extend others are written out, so that unknown names can be
 * refused; and where a base type stands that a property tells apart, the type that the property names is asked for.
 */

export type Json = { [key: string]: unknown };

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const objectAt = (value: unknown, key: string): Json =>
  isObject(value) && isObject(value[key]) ? value[key] : {};

/** What 2024-10-01 added to the documents of 2024-04-01, the newest that are at hand as OpenAPI. */
const added: Readonly<Record<string, Json>> = {
  OnlineDeployment: { startupProbe: { $ref: '#/definitions/ProbeSettings' } },
  InferenceContainerProperties: { startupRoute: { $ref: '#/definitions/Route' } },
};

/** Words that a document forgot in a list, and that its own examples have. */
const addedWords: Readonly<Record<string, readonly string[]>> = { GranularityType: ['None'] };

/** Makes the documents ready: their references absolute, their types complete. */
export function jsonSchemas(documents: ReadonlyMap<string, Json>): Map<string, Json> {
  const absolute = new Map(
    [...documents].map(([id, document]) => [id, withAbsoluteReferences(extended(document), id)]),
  );
  const definitions = new Map<string, Json>();
  for (const [id, document] of absolute) {
    for (const [name, definition] of Object.entries(objectAt(document, 'definitions'))) {
      definitions.set(`${id}#/definitions/${name}`, definition as Json);
    }
  }
  const families = familiesIn(definitions);
  return new Map([...absolute].map(([id, document]) => [id, completed(id, document, definitions, families)]));
}

function extended(document: Json): Json {
  const definitions = Object.entries(objectAt(document, 'definitions')).map(([name, definition]) => {
    const properties = { ...objectAt(definition, 'properties'), ...added[name] };
    return [name, name in added ? { ...(definition as Json), properties } : definition];
  });
  return { ...document, definitions: Object.fromEntries(definitions) };
}

function withAbsoluteReferences(value: Json, id: string): Json {
  const walk = (at: unknown): unknown => {
    if (Array.isArray(at)) return at.map(walk);
    if (!isObject(at)) return at;
    const entries = Object.entries(at).map(([key, each]) =>
      key === '$ref' && typeof each === 'string' ? [key, new URL(each, id).href] : [key, walk(each)],
    );
    return Object.fromEntries(entries);
  };
  return walk(value) as Json;
}

interface Family {
  readonly property: string;
  readonly members: readonly { readonly reference: string; readonly value: string }[];
}

function familiesIn(definitions: ReadonlyMap<string, Json>): Map<string, Family> {
  const families = new Map<string, Family>();
  for (const [base, definition] of definitions) {
    const property = definition['discriminator'];
    if (typeof property !== 'string') continue;
    const members = [...definitions]
      .filter(([, each]) => ((each['allOf'] as Json[] | undefined) ?? []).some((of) => of['$ref'] === base))
      .map(([reference, each]) => ({
        reference,
        value: String(each['x-ms-discriminator-value'] ?? reference.split('/').at(-1)),
      }));
    if (members.length > 0) families.set(base, { property, members });
  }
  return families;
}

function completed(
  id: string,
  document: Json,
  definitions: ReadonlyMap<string, Json>,
  families: ReadonlyMap<string, Family>,
): Json {
  const complete = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(complete);
    if (!isObject(value)) return value;
    const {
      'x-nullable': nullable,
      allOf: _,
      ...rest
    } = Array.isArray(value['allOf']) ? writtenOut(value, definitions) : value;
    const entries = Object.entries(rest).map(([key, each]) => [key, isAnything(key, each) ? {} : complete(each)]);
    const schema = Object.fromEntries(entries) as Json;
    const words = addedWords[String(objectAt(value, 'x-ms-enum')['name'])];
    if (words) schema['enum'] = [...(schema['enum'] as string[]), ...words];
    if (families.has(String(schema['$ref']))) schema['$ref'] = `${schema['$ref']}__any`;
    return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
  };
  const changed = complete(document) as Json;
  const choices = [...families]
    .filter(([base]) => base.startsWith(`${id}#`))
    .map(([base, family]) => [`${base.split('/').at(-1)}__any`, choiceOf(base, family)]);
  return { ...changed, id, definitions: { ...objectAt(changed, 'definitions'), ...Object.fromEntries(choices) } };
}

/** Cells of a table are said to be objects without properties; the examples have texts and numbers there. */
const isAnything = (key: string, schema: unknown) =>
  key === 'items' && isObject(schema) && schema['type'] === 'object' && Object.keys(schema).length === 1;

/** A type with everything that it takes over from others. */
function writtenOut(schema: Json, definitions: ReadonlyMap<string, Json>): Json {
  const parts = ((schema['allOf'] as Json[] | undefined) ?? []).map((part) => {
    const reference = part['$ref'];
    return typeof reference === 'string' ? writtenOut(definitions.get(reference) ?? {}, definitions) : part;
  });
  const all = [...parts, schema];
  const required = [...new Set(all.flatMap((part) => (part['required'] as string[] | undefined) ?? []))];
  return {
    ...Object.assign({}, ...parts),
    ...schema,
    properties: Object.assign({}, ...all.map((part) => objectAt(part, 'properties'))),
    ...(required.length > 0 && { required }),
  };
}

const choiceOf = (base: string, { property, members }: Family) => ({
  oneOf: [
    ...members.map(({ reference, value }) => ({
      allOf: [{ $ref: reference }, { required: [property], properties: { [property]: { enum: [value] } } }],
    })),
    {
      // A value that the document does not know: only the common part can be looked at.
      allOf: [
        { not: { required: [property], properties: { [property]: { enum: members.map(({ value }) => value) } } } },
        { required: [property], $ref: base },
      ],
    },
  ],
});
