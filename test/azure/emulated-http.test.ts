import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emulatedHttp } from '../../azure/emulated-http.ts';
import { forStorage } from '../../azure/storage-http.ts';
import { credential } from './arm-fixture.ts';

const seen: Pick<IncomingMessage, 'url' | 'headers' | 'method'>[] = [];
const server = createServer((request, response) => {
  seen.push({ url: request.url ?? '', headers: request.headers, method: request.method ?? '' });
  request.resume();
  const content = request.method === 'GET' ? 'content' : '';
  response.writeHead(request.method === 'PUT' ? 201 : 200, {
    etag: '"0x1"',
    'content-length': content.length,
    'x-ms-meta-upload_status': 'completed',
  });
  response.end(content);
});
let base = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => void seen.splice(0));

describe('the client for the emulated Azure', () => {
  test.each([
    'https://127.0.0.1:8080',
    'http://10.0.0.1:8080',
    'http://management.azure.com',
    'http://127.0.0.1.example.com',
    'http://localhost@example.com',
    'http://127.0.0.2:80',
  ])('refuses to send to %s', (address) => {
    expect(() => emulatedHttp(address)).toThrow('must be an http address of this machine');
  });

  test.each(['http://127.0.0.1:1', 'http://localhost:1/', 'http://[::1]:1'])('sends to %s', (address) => {
    expect(emulatedHttp(address)).toBeDefined();
  });

  test('sends here what is meant for Azure, and names the host that was meant', async () => {
    const request = createPipelineRequest({
      url: 'https://management.azure.com/subscriptions/s?api-version=1',
      headers: createHttpHeaders({ authorization: 'Bearer t' }),
    });

    const response = await emulatedHttp(base).sendRequest(request);

    expect(response.status).toBe(200);
    expect(seen[0]).toMatchObject({
      url: '/subscriptions/s?api-version=1',
      headers: { 'x-forwarded-host': 'management.azure.com', authorization: 'Bearer t' },
    });
    expect(request.url).toBe('https://management.azure.com/subscriptions/s?api-version=1');
  });

  test('serves the Storage clients too, with their token', async () => {
    const container = new ContainerClient('https://acct.blob.core.windows.net/c', credential, {
      httpClient: forStorage(emulatedHttp(base)),
    });
    const blob = container.getBlockBlobClient('folder/ä b.txt');

    await blob.uploadData(Buffer.from('content'));
    const { metadata } = await blob.getProperties();
    const content = await blob.downloadToBuffer(0, 7);

    expect(metadata).toEqual({ upload_status: 'completed' });
    expect(content.toString()).toBe('content');
    expect(new Set(seen.map(({ url }) => url?.split('?')[0]))).toEqual(new Set(['/c/folder/%C3%A4%20b.txt']));
    expect(new Set(seen.map(({ headers }) => headers['x-forwarded-host']))).toEqual(
      new Set(['acct.blob.core.windows.net']),
    );
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer tok:https://storage.azure.com/.default']),
    );
  });
});
