import { describe, expect, test } from 'vitest';
import { createPostWebhook } from '../../azure/post-webhook.ts';
import { secret } from '../../domain/secret.ts';
import { type ScriptedAnswer, scriptedHttp } from './scripted-http.ts';

const address = 'https://hooks.example.com/services/CANARY-PATH?sig=CANARY%2FSIGNATURE';

async function post(answer: ScriptedAnswer | 'no answer') {
  const { client, sent } = scriptedHttp(() => answer);
  const outcome = createPostWebhook(client)({ address: secret(address), body: '{}', headers: { 'x-a': 'b' } });
  const ended = await outcome.then(
    (value) => value,
    (error: Error) => error.message,
  );
  return { ended, sent };
}

describe('a webhook', () => {
  test('is posted once, with its headers', async () => {
    const { ended, sent } = await post({ status: 202 });

    expect(ended).toEqual({ kind: 'done', value: {} });
    expect(sent).toMatchObject([{ method: 'POST', url: address, headers: { 'x-a': 'b', 'user-agent': 'flowferry' } }]);
  });

  test.each([301, 302, 307, 308, 400, 401, 403, 404, 410, 413])('that answers %i has said no', async (status) => {
    const { ended, sent } = await post({ status, headers: { location: 'https://evil.example.com' } });

    expect(ended).toMatchObject({
      kind: 'refused',
      fault: { slug: 'not-announced', message: `it answered ${status}` },
    });
    expect(sent).toHaveLength(1);
  });

  test.each([408, 425, 429, 500, 502, 503])('that answers %i is worth another try', async (status) => {
    const { ended } = await post({ status, body: 'rate_limited' });

    expect(ended).toBe(`unavailable: it answered ${status} ("rate_limited")`);
  });

  test('that nobody answers is worth another try', async () => {
    expect((await post('no answer')).ended).toBe('unreachable: it could not be reached (REQUEST_SEND_ERROR)');
  });

  test('keeps its address to itself, whatever the answer says', async () => {
    const body = `${address} services/CANARY-PATH sig=CANARY/SIGNATURE CANARY%2FSIGNATURE /services/CANARY-PATH`;

    for (const status of [404, 500]) {
      expect(JSON.stringify((await post({ status, body })).ended)).not.toMatch(/CANARY.SIGNATURE|\/services\/CANARY/);
    }
  });
});
