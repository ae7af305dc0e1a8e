import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Orchestrator, startTestHost } from '../test-host.ts';

/** Says 202 so many times before it has an answer. */
async function slowService(pending: number): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers['authorization'] ?? ''}`.trim());
    if (requests.length > pending) response.writeHead(200, { 'x-done': 'yes' }).end('{"ready":true}');
    else response.writeHead(202, { location: `http://${request.headers.host}/status`, 'retry-after': '60' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/begin`, requests };
}

const caller: Orchestrator = function* (context) {
  const answer: { statusCode: number; content: string } = yield context.df.callHttp(
    context.df.getInput() as { method: string; url: string; enablePolling?: boolean },
  );
  return [answer.statusCode, answer.content];
};

test('callHttp asks again at the Location until the answer is no longer 202', async () => {
  const service = await slowService(2);
  const { run, clock } = await startTestHost({ orchestrators: { caller } });
  const begin = clock.now();

  const ended = await run('caller', { method: 'POST', url: service.url });

  expect(ended.output).toEqual([200, '{"ready":true}']);
  expect(service.requests).toEqual(['POST /begin', 'GET /status', 'GET /status']);
  expect(clock.now() - begin).toBe(120_000);
});

test('callHttp without polling returns the 202', async () => {
  const service = await slowService(1);
  const { run, clock } = await startTestHost({ orchestrators: { caller } });
  const begin = clock.now();

  const ended = await run('caller', { method: 'GET', url: service.url, enablePolling: false });

  expect(ended.output).toEqual([202, '']);
  expect([service.requests, clock.now() - begin]).toEqual([['GET /begin'], 0]);
});
