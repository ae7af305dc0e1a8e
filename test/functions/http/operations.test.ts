import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routes } from '../../../functions/http/routes.ts';
import { type Ask, startApi } from '../../support/api.ts';
import { document, notAsTold, operations } from './answers-as-told.ts';
import { arrange } from './arranged.ts';
import { others, type Tried, tries } from './operations.ts';

const asksOf = async ({ happy }: Tried): Promise<Ask> => (typeof happy === 'function' ? await happy() : happy);

async function arranged() {
  const api = startApi();
  await arrange(api);
  return api;
}

/** An answer, and that it is as the document says. */
async function answered(
  operation: string,
  ...rest: Parameters<ReturnType<typeof startApi>['ask']> extends [string, ...infer R] ? R : never
) {
  const answer = await (await arranged()).ask(operation, ...rest);
  expect(notAsTold(operation, answer)).toEqual([]);
  return answer;
}

describe('the document', () => {
  test('is valid OpenAPI 3.1, and names every operation once', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));

    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(routes.map(({ name }) => name).sort());
  });

  test('has a row of tests for every operation, and for no other', () => {
    expect(Object.keys(tries).sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
  });

  test('is what is served', async () => {
    expect((await answered('getOpenApi')).json()).toEqual(document);
  });

  test('would be missed by an answer that says something else', async () => {
    const answer = await (await arranged()).ask('getRelease', { params: { id: 'chat-1' } });
    const text = JSON.stringify({ ...answer.json(), surprise: true, state: 'unheard of' });

    expect(notAsTold('getRelease', { ...answer, text })).toHaveLength(2);
    expect(notAsTold('getRelease', { ...answer, status: 204, headers: new Headers() })).toHaveLength(1);
  });
});

describe.each(Object.entries(tries))('%s', (operation, tried) => {
  const isOpen = operations.find(({ operationId }) => operationId === operation)?.security.length === 0;

  test('answers as the document says when all is well', async () => {
    const answer = await answered(operation, await asksOf(tried));

    expect([answer.status, answer.text]).toEqual([tried.status, expect.any(String)]);
  });

  test('is closed to whoever does not say who they are', async () => {
    const ask = { ...(await asksOf(tried)), headers: { authorization: '' } };

    expect((await answered(operation, ask)).status).toBe(isOpen ? tried.status : 401);
  });

  test('is closed to whoever lacks the role', async () => {
    const answer = await answered(operation, await asksOf(tried), tried.notEnough);

    expect(answer.status).toBe(isOpen ? tried.status : 403);
  });

  test(`refuses a request that ${tried.bad[0]}`, async () => {
    const [, ask, status = 400] = tried.bad;
    const answer = await answered(operation, ask);

    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ detail: expect.any(String), remedy: expect.any(String) });
  });

  test('refuses what it does not know in the query', async () => {
    const ask = await asksOf(tried);

    expect((await answered(operation, { ...ask, query: { ...ask.query, nonsense: '1' } })).status).toBe(400);
  });
});

test.each(others)('%s answers as the document says when it %s', async (operation, _, ask, status) => {
  const answer = await answered(operation, typeof ask === 'function' ? await ask() : ask);

  expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
});

describe('whatever is sent', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', 'chat', 'chat-1', '%00', "' or 1 eq 1"),
  );
  const anything = fc.record({
    operation: fc.constantFrom(...Object.keys(tries)),
    params: fc.record({ id: text, name: text }),
    query: fc.dictionary(
      fc.oneof(text, fc.constantFrom('top', 'endpoint', 'workspace', 'dryRun', 'lang', 'after')),
      text,
      { maxKeys: 3 },
    ),
    body: fc.oneof(
      text,
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('command', 'reason', 'workspace', 'blob', 'by', 'request', 'evidence', 'decision'),
        fc.jsonValue(),
      ),
    ),
  });

  test('the answer is never a 500, and always as the document says', async () => {
    const api = await arranged();
    await fc.assert(
      fc.asyncProperty(anything, async ({ operation, ...ask }) => {
        const answer = await api.ask(operation, ask);
        expect(answer.status, answer.text).toBeLessThan(500);
        expect(notAsTold(operation, answer)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
