import { Ajv2020 } from 'ajv/dist/2020.js';
import { openApiOf } from '../../../functions/http/open-api.ts';
import { routes } from '../../../functions/http/routes.ts';
import type { Answered } from '../../support/api.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}

export const document = JSON.parse(JSON.stringify(openApiOf(routes))) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

export const operations: readonly Operation[] = Object.values(document.paths).flatMap((path) => Object.values(path));

/** The document as it is, but that nothing may be answered that it does not name. */
const strict = JSON.parse(JSON.stringify(document), (_, value) =>
  value?.type === 'object' && value.properties && value.additionalProperties === undefined
    ? { ...value, additionalProperties: false }
    : value,
) as typeof document;

const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: 'https://flowferry.example/', components: strict.components });

/** What of an answer is not as the document says; empty when all of it is. */
export function notAsTold(operationId: string, { status, headers, text }: Answered): string[] {
  const told = Object.values(strict.paths)
    .flatMap((path) => Object.values(path))
    .find((operation) => operation.operationId === operationId);
  const response = told?.responses[String(status)] ?? told?.responses['default'];
  if (!response) return [`${status} is not in the document`];
  // The host writes this one for what a handler gives as JSON.
  const type = headers.get('content-type') ?? 'application/json';
  const content = response.content[type];
  if (!content) return [`${type} is not in the document for ${status}`];
  const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('"#/', '"https://flowferry.example/#/'));
  const validate = ajv.compile(schema);
  return validate(JSON.parse(text)) ? [] : (validate.errors ?? []).map((error) => ajv.errorsText([error]));
}
