import { describe, expect, test } from 'vitest';
import { done, refused } from '../../domain/outcome.ts';
import { withoutSecrets } from '../../domain/secrets.ts';
import { write } from '../../functions/log.ts';
import { release, startApp } from '../support/app-under-test.ts';
import { usual } from '../support/memory-world.ts';

const canary = 'CANARYcanaryCANARYcanary0123456789';
const leaks = [
  `AccountKey=${canary}`,
  `https://acct.blob.core.windows.net/x?sv=1&sig=${canary}`,
  `Authorization: Bearer ${canary}`,
  `"api-key": "${canary}"`,
  `password=${canary}`,
];

/** All that a run leaves behind: history, records, log, messages. */
async function leftBy(scoring: Parameters<typeof startApp>[0]): Promise<string> {
  const app = await startApp(scoring);
  const story = await release(app);
  const histories = app.host.instances.list().map(({ instanceId }) => app.host.instances.history(instanceId));
  return JSON.stringify([story, histories, app.log, app.memory.told]);
}

describe('what an activity leaves behind', () => {
  test.each(leaks)('holds no secret that a model answered with: %s', async (leak) => {
    const left = await leftBy({
      scoring: {
        ...usual('scoring'),
        score: async () => done({ status: 500, headers: {}, body: leak, latencyInSeconds: 1 }),
      },
    });

    expect(left).toContain('smoke-test-failed');
    expect(left).not.toContain(canary);
  });

  test.each(leaks)('holds no secret that trouble or a refusal repeats: %s', async (leak) => {
    const troubled = { ...usual('models'), register: () => Promise.reject(new Error(`unavailable: ${leak}`)) };
    const refusing = { ...usual('models'), register: async () => refused('operation-failed', leak, 'Read it.') };

    for (const models of [troubled, refusing]) {
      const left = await leftBy({ models });
      expect(left).toMatch(/interrupted|operation-failed/);
      expect(left).not.toContain(canary);
    }
  });
});

describe('a log line', () => {
  test.each(leaks)('leaves out what looks like a secret: %s', (leak) => {
    const lines: unknown[] = [];

    write({ log: (line) => lines.push(line), error: () => {} }, { event: 'page', reason: leak, endpoints: 3 });

    expect(lines.join()).not.toContain(canary);
    expect(JSON.parse(String(lines[0]))).toMatchObject({ event: 'page', endpoints: 3 });
  });

  test('keeps what is none', () => {
    const text = 'errors 11 of 93 (11.8 %) at https://acct.blob.core.windows.net/x, code: UserError, key: none';

    expect(withoutSecrets(text)).toBe(text);
  });
});
