import http from 'node:http';
import { Readable } from 'node:stream';
import { app, type HttpRequest } from '@azure/functions';
import { expect, test } from 'vitest';
import { startTestHost } from './test-host.ts';

// A setting of the whole process, which the library takes once.
test('bodies are streamed both ways, and functions that fail or say nothing are answered', async () => {
  const { host } = await startTestHost({
    more() {
      app.setup({ enableHttpStream: true });
      app.http('echo-body', {
        methods: ['POST'],
        route: 'echo/{who}',
        handler: (request: HttpRequest) => ({
          status: 201,
          headers: { 'x-who': request.params['who'] ?? '' },
          body: request.body,
        }),
      } as never);
      app.http('drip', { handler: () => ({ body: Readable.from(drops()) }) } as never);
      app.http('broken', {
        handler: () => {
          throw new Error('boom');
        },
      });
      app.http('silent', { handler: () => undefined } as never);
    },
  });

  const echoed = await fetch(`${host.url}/api/echo/me`, { method: 'POST', body: 'y'.repeat(300_000) });
  expect([echoed.status, echoed.headers.get('x-who'), (await echoed.text()).length]).toEqual([201, 'me', 300_000]);
  expect(await firstPiece(`${host.url}/api/drip`)).toBe('one');
  expect((await fetch(`${host.url}/api/broken`)).status).toBe(500);
  expect((await fetch(`${host.url}/api/silent`)).status).toBe(204);
  open();
});

let open = () => {};
const opened = new Promise<void>((resolve) => {
  open = resolve;
});

/** The second piece comes only after the first has been read by the client. */
async function* drops() {
  yield 'one';
  await opened;
  yield 'two';
}

function firstPiece(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        response.once('data', (piece: Buffer) => {
          resolve(piece.toString());
          response.destroy();
        });
      })
      .on('error', reject);
  });
}
