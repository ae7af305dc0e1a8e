import type { HttpRequest } from '@azure/functions';
import * as z from 'zod';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import type { Asked, Route } from './route.ts';

type Read = Pick<Asked, 'params' | 'query' | 'body'>;

const mostMegabytes = 1;
const nothing = z.strictObject({});

/** Everything in a request that has a schema, checked. What is wrong is said by name; values are not repeated. */
export async function readRequest(route: Route, request: HttpRequest): Promise<Outcome<Read>> {
  const params = check(route.params, request.params, 'the address');
  if (params.kind === 'refused') return params;
  const query = check(route.query ?? nothing, queryOf(request), 'the query');
  if (query.kind === 'refused') return query;
  const sent = route.body && !route.otherBodies ? await jsonOf(request) : done(undefined);
  if (sent.kind === 'refused') return sent;
  const body = route.otherBodies ? done(undefined) : check(route.body, sent.value, 'the body');
  if (body.kind === 'refused') return body;
  return done({ params: params.value, query: query.value, body: body.value });
}

/** What is said twice becomes a list, which no schema takes. */
function queryOf({ query }: HttpRequest): Record<string, unknown> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const said = query.getAll(name);
      return [name, said.length > 1 ? said : said[0]];
    }),
  );
}

/** No body is an empty object, so that what need not be said can be left out altogether. */
export async function jsonOf(request: HttpRequest): Promise<Outcome<unknown>> {
  if (Number(request.headers.get('content-length') ?? 0) > mostMegabytes * 2 ** 20) return tooLong();
  const text = await request.text();
  if (text.length > mostMegabytes * 2 ** 20) return tooLong();
  if (text.trim() === '') return done({});
  try {
    return done(JSON.parse(text));
  } catch {
    return badRequest('The body is not JSON.', 'Send a JSON object.');
  }
}

const tooLong = () => badRequest(`The body is larger than ${mostMegabytes} MB.`, 'Send less.');

export function check(schema: z.ZodType | undefined, value: unknown, where: string): Outcome<unknown> {
  if (!schema) return done(undefined);
  const checked = schema.safeParse(value);
  if (checked.success) return done(checked.data);
  const problems = checked.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.')} ${message}`);
  return badRequest(
    `In ${where}: ${problems.map((each) => each.trim()).join('; ')}.`,
    'See /api/openapi.json for what this operation takes.',
  );
}

export const badRequest = (message: string, remedy: string) => refused('bad-request', message, remedy);
