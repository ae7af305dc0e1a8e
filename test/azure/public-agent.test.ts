import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { createPostWebhook } from '../../azure/post-webhook.ts';
import { isPrivateAddress, publicAgent } from '../../azure/public-agent.ts';
import { secret } from '../../domain/secret.ts';

describe('an address', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::a00:1',
    'fd00::1',
    'fe80::1',
    'ff02::1',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(['8.8.8.8', '20.50.2.1', '172.32.0.1', '2603:1030::1'])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('a connection', () => {
  const lookUp = (found: readonly LookupAddress[], all: boolean) =>
    new Promise((resolve) => {
      const agent = publicAgent((_host, _options, done) => done(null, [...found]));
      agent.options.lookup?.('hooks.example.com', { all }, (problem, address, family) =>
        resolve(problem ? problem.message : [address, family]),
      );
    });

  test('goes to what the name means, if that is public', async () => {
    expect(await lookUp([{ address: '20.50.2.1', family: 4 }], false)).toEqual(['20.50.2.1', 4]);
    expect(await lookUp([{ address: '20.50.2.1', family: 4 }], true)).toEqual([
      [{ address: '20.50.2.1', family: 4 }],
      undefined,
    ]);
  });

  test('is refused as soon as one meaning of the name is private', async () => {
    const found = [
      { address: '20.50.2.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];

    expect(await lookUp(found, true)).toBe('hooks.example.com leads into a private network');
    expect(await lookUp([], false)).toBe('hooks.example.com has no address');
  });

  test('to this machine is refused as nothing that another try would change', async () => {
    const post = createPostWebhook();

    const outcome = await post({ address: secret('https://localhost:9/CANARY'), body: '{}', headers: {} });

    expect(outcome).toMatchObject({ kind: 'refused', fault: { message: 'its name leads into a private network' } });
  });
});
