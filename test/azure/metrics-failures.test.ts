import { describe, expect, test } from 'vitest';
import { workspaceId } from '../support/workspace-id.ts';
import {
  type Asked,
  at,
  doneValue,
  endpointRef,
  idOf,
  metric,
  scriptedMetrics,
  series,
  window,
} from './metrics-fixture.ts';
import { azureError, type ScriptedAnswer } from './scripted-http.ts';

const [chat, mail] = [endpointRef('chat'), endpointRef('mail')];
const ok = { deployment: 'blue', statusCode: '200', modelStatusCode: '200' };
const good = (_: string, name: string) => (name === 'RequestsPerMinute' ? [series(ok, { 1: 5 })] : []);
const blue = [{ deployment: 'blue', minutes: [{ at: at(1), requests: { succeeded: 5 } }] }];
const batchesIn = (asked: readonly Asked[]) => asked.filter(({ isBatch }) => isBatch).length;

/** A batch in which some metrics are answered as a test says. */
const batchOf = (asked: Asked, more: (id: string, name: string) => object | undefined): ScriptedAnswer => ({
  status: 200,
  body: {
    values: asked.ids.map((resourceid) => ({
      resourceid,
      value: asked.names.flatMap((name) => {
        const change = more(resourceid, name);
        return change ? [metric(resourceid, name, good('', name), change)] : [];
      }),
    })),
  },
});

describe('an endpoint of which nothing is known', () => {
  const problems: readonly [string, (id: string, name: string) => object | undefined, RegExp][] = [
    [
      'whose counts come with an error',
      () => ({ errorCode: 'InternalError', errorMessage: 'try later' }),
      /InternalError: try later/,
    ],
    ['whose counts are not in the answer', () => undefined, /RequestsPerMinute is not in the answer/],
    [
      'whose counts come without their deployments',
      (_, name) =>
        name === 'RequestsPerMinute'
          ? { timeseries: [series({ statusCode: '200', modelStatusCode: '200' }, { 1: 5 })] }
          : {},
      /without the dimension deployment/,
    ],
    [
      'with more series than fit',
      () => ({ timeseries: Array.from({ length: 1000 }, (_, n) => series({ ...ok, statusCode: `${n}` }, { 1: 5 })) }),
      /more than 999 series/,
    ],
  ];

  test.each(problems)('%s has a fault, and not no traffic', async (_, broken, text) => {
    const measured = scriptedMetrics((asked) =>
      batchOf(asked, (id, name) => (id === idOf(chat) ? broken(id, name) : {})),
    );

    const { endpoints } = doneValue(await measured.metrics.read([chat, mail], window));

    expect(endpoints[0]).toMatchObject({
      deployments: [],
      fault: { slug: 'not-measured', message: expect.stringMatching(text) },
    });
    expect(endpoints[1]).toEqual({ endpoint: mail, deployments: blue, gaps: [] });
  });

  test.each(problems)('%s is a refusal where it is the only one', async (_, broken, text) => {
    const measured = scriptedMetrics((asked) => batchOf(asked, broken));

    expect(await measured.metrics.read([chat], window)).toMatchObject({
      kind: 'refused',
      fault: { slug: 'not-measured', message: expect.stringMatching(text) },
    });
  });

  test('is left out of the answer when it is gone', async () => {
    const measured = scriptedMetrics((asked) => {
      const kept = { ...asked, ids: asked.ids.filter((id) => id !== idOf(chat)) };
      return batchOf(kept, () => ({}));
    });

    const { endpoints } = doneValue(await measured.metrics.read([chat, mail], window));

    expect(endpoints.map(({ fault }) => fault?.slug)).toEqual(['not-measured', undefined]);
  });

  test('may be the reason why a whole batch is refused; the others are then asked about by themselves', async () => {
    const measured = scriptedMetrics((asked) => {
      if (asked.isBatch) return azureError(400, 'BadRequest', 'chat is not a resource');
      return asked.ids[0] === idOf(chat) ? azureError(404, 'ResourceNotFound', 'gone') : good;
    });

    const { endpoints } = doneValue(await measured.metrics.read([chat, mail], window));
    await measured.metrics.read([chat, mail], window);

    expect(endpoints.map(({ fault, deployments }) => fault?.slug ?? deployments)).toEqual(['not-measured', blue]);
    expect(batchesIn(measured.asked())).toBe(4);
  });

  test('may be in a workspace that is not there', async () => {
    const lost = endpointRef('lost', workspaceId.replace('flowferry-dev', 'gone'));
    const measured = scriptedMetrics(() => good);

    const { endpoints } = doneValue(await measured.metrics.read([lost, chat], window));

    expect(endpoints.map(({ fault, deployments }) => fault?.slug ?? deployments)).toEqual(['not-measured', blue]);
  });
});

test('an error that comes without its envelope, as this service has them, is told in its own words', async () => {
  const refusal = { code: 'BadRequest', message: 'no such dimension combination' };
  const measured = scriptedMetrics((asked) =>
    asked.isBatch ? azureError(401, 'Unauthorized', 'no') : { status: 400, body: refusal },
  );

  const outcome = await measured.metrics.read([chat], window);

  expect(JSON.stringify(outcome)).toContain('BadRequest: no such dimension combination');
});

test('an endpoint whose latency alone is missing is measured, and says what is missing', async () => {
  const measured = scriptedMetrics((asked) =>
    batchOf(asked, (_, name) => (name === 'RequestLatency_P95' ? { errorCode: 'InternalError' } : {})),
  );

  const { endpoints } = doneValue(await measured.metrics.read([chat], window));

  expect(endpoints).toEqual([
    {
      endpoint: chat,
      deployments: blue,
      gaps: [expect.stringMatching(/^Latency could not be measured: .*RequestLatency_P95: InternalError/)],
    },
  ]);
});

describe('trouble', () => {
  const inTrouble = (answer: ScriptedAnswer | 'no answer') => scriptedMetrics(() => answer);

  test.each<[string, ScriptedAnswer | 'no answer', RegExp]>([
    ['the backend throttles', azureError(529, 'TooManyRequests', 'busy'), /unavailable/],
    ['there is no answer', 'no answer', /unreachable/],
  ])('is thrown when %s for everything', { timeout: 30_000 }, async (_, answer, name) => {
    await expect(inTrouble(answer).metrics.read([chat, mail], window)).rejects.toThrow(name);
  });

  test('of one region does not hide the others', { timeout: 30_000 }, async () => {
    const far = endpointRef('far', workspaceId.replace('0001/', '0002/'));
    const measured = scriptedMetrics((asked) =>
      asked.ids.includes(idOf(far)) ? azureError(503, 'ServerBusy', 'busy') : good,
    );

    const { endpoints } = doneValue(await measured.metrics.read([far, chat], window));

    expect(endpoints.map(({ fault, deployments }) => fault?.message ?? deployments)).toEqual([
      expect.stringMatching(/unavailable.*ServerBusy/),
      blue,
    ]);
  });

  test('with CPU and memory is thrown, and a no is refused', { timeout: 30_000 }, async () => {
    await expect(inTrouble('no answer').metrics.readLoad(chat, ['blue'], window)).rejects.toThrow(/unreachable/);
    expect(await inTrouble(azureError(404, 'NotFound', 'gone')).metrics.readLoad(chat, ['blue'], window)).toMatchObject(
      {
        kind: 'refused',
        fault: { slug: 'not-measured' },
      },
    );
  });
});
