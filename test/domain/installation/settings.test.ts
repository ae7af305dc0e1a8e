import { describe, expect, test } from 'vitest';
import type { SeenSettings } from '../../../domain/installation/looked.ts';
import { workspaceId as id } from '../../support/workspace-id.ts';
import { check, local, place, settings } from './sights.ts';

describe('settings', () => {
  const found = (over: Partial<SeenSettings>, at = place) =>
    check({ ...settings, ...over }, at).filter(({ state }) => state !== 'ok');

  test('without an address of queues take no events', () => {
    expect(found({ hasQueueAddress: false })).toEqual([
      {
        name: 'settings of storage',
        state: 'wrong',
        sentence: expect.any(String),
        mend: expect.stringContaining('AzureWebJobsStorage__queueServiceUri=https://stferry.queue.core.windows.net/'),
      },
    ]);
  });

  test('may hold a key on one machine', () => {
    expect(found({ hasConnectionString: true }, local)).toEqual([]);
    expect(found({ hasConnectionString: true })).toHaveLength(1);
  });

  test('may leave out a topic, and in a local run who may come in', () => {
    const { topic: _, tenant: __, ...rest } = settings;

    expect(check({ ...rest, audience: [], isEmulated: true }).filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  test('may name an image of the workspace, whose registry is not known here', () => {
    expect(found({ baseImage: 'mine.azurecr.io/flows:1' })).toMatchObject([
      { name: 'base image', state: 'notChecked' },
    ]);
  });

  test('may name an image by its registry alone, or a tag of it', () => {
    expect(found({ baseImage: 'mcr.microsoft.com/azureml:1', registries: ['mcr.microsoft.com/azureml'] })).toEqual([]);
    expect(found({ baseImage: 'flows', registries: ['mcr.microsoft.com'] })).toMatchObject([{ state: 'wrong' }]);
  });

  test.each([
    [{ workspaces: [id, id.toUpperCase()] }, 'FLOWFERRY_WORKSPACES='],
    [{ topic: 'https://t.usgovvirginia-1.eventgrid.azure.us/api/events' }, 'FLOWFERRY_EVENT_TOPIC='],
    [{ audience: [] }, 'FLOWFERRY_AUDIENCE='],
    [{ cloud: 'china' }, 'FLOWFERRY_EVENT_TOPIC='],
  ] as const)('that contradict each other are wrong: %o', (over, mend) => {
    expect(found(over)).toMatchObject([{ state: 'wrong', mend: expect.stringContaining(mend) }]);
  });

  test('of sign-in need a tenant', () => {
    const { tenant: _, ...rest } = settings;

    expect(check(rest)[0]).toMatchObject({ state: 'wrong', mend: expect.stringContaining('FLOWFERRY_TENANT=') });
  });

  test('with a scaled clock are for one machine', () => {
    expect(found({ hasScaledClock: true }, local)[0]?.mend).toBe('unset FLOWFERRY_CLOCK');
    expect(found({ hasScaledClock: true, isEmulated: true })).toEqual([]);
  });
});
