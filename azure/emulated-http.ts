import type { HttpClient } from '@azure/core-rest-pipeline';
import { once } from './lazily.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Sends every request to the emulated Azure on this machine, and names the host that was meant in `x-forwarded-host`. All
 * before it stays as in production: addresses, tokens, retries. Bearer tokens are refused for `http` addresses earlier in
 * the pipeline, so the scheme changes here and nowhere else.
 */
export function emulatedHttp(emulator: string): HttpClient {
  const base = new URL(emulator);
  if (base.protocol !== 'http:' || !loopback.has(base.hostname)) {
    throw new Error('FLOWFERRY_EMULATOR must be an http address of this machine');
  }
  const inner = once(async () => (await import('@azure/core-rest-pipeline')).createDefaultHttpClient());
  return {
    async sendRequest(request) {
      const meant = request.url;
      const { host, pathname, search } = new URL(meant);
      request.headers.set('x-forwarded-host', host);
      request.url = `${base.origin}${pathname}${search}`;
      request.allowInsecureConnection = true;
      try {
        return await (await inner()).sendRequest(request);
      } finally {
        request.url = meant;
      }
    },
  };
}
