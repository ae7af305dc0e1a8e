import { describe, expect, test } from 'vitest';
import { found } from './secret-scan.ts';

describe('the scan for secrets', () => {
  test.each([
    ['a secret that is known', 'the key is s3cret-of-the-endpoint.', 'log: a secret of 22 signs'],
    ['a token of the emulated Azure', 'tok:https://management.azure.com', 'log: tok:https'],
    ['a bearer token', 'Authorization: Bearer abcdefgh', 'log: Bearer abcdefgh'],
    ['a connection string', 'AccountKey=abc', 'log: AccountKey=a'],
    ['a signed address', 'https://x.example/a?sv=1&sig=abc', 'log: &sig='],
    ['an address of the durable extension', 'http://x/runtime?code=abc', 'log: ?code='],
    ['a key that signs webhooks', 'whsec_abc', 'log: whsec_'],
  ])('finds %s, and does not repeat it', (_, text, told) => {
    expect(found(['log', text], ['s3cret-of-the-endpoint'])).toEqual([told]);
  });

  test('finds nothing where nothing is', () => {
    expect(found(['log', 'errors 11 of 93, status code: 503, Bearer …'], ['s3cret-of-the-endpoint'])).toEqual([]);
  });
});
