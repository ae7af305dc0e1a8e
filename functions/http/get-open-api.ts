import * as z from 'zod';
import { openApiOf } from './open-api.ts';
import { type Route, route } from './route.ts';

/** `GET /api/openapi.json`: the document of the whole API. Made when it is first asked for. */
export const getOpenApi = (routes: () => readonly Route[]): Route => {
  let made: object | undefined;
  return route({
    name: 'getOpenApi',
    method: 'GET',
    path: 'openapi.json',
    summary: 'This document',
    roles: ['Read'],
    answers: { 200: z.record(z.string(), z.unknown()) },
    handle: () => async () => {
      made ??= openApiOf(routes());
      return { jsonBody: made };
    },
  });
};
