import type { AppUnderTest } from './app-under-test.ts';
import { workspaceId } from './workspace-id.ts';

export const endpoint = { workspaceId, name: 'chat' };
export const large = { 'deploy.yaml': 'endpoint: {name: chat}\ndeployment: {instanceCount: 3}' };

export const ask = async (app: AppUnderTest, verb: 'retire' | 'restore', body?: object, name = 'chat') => {
  const init = { method: 'POST', ...(body ? { body: JSON.stringify(body) } : {}) };
  return await fetch(`${app.host.url}/api/endpoints/${name}/${verb}`, init);
};
export const retire = async (app: AppUnderTest) => {
  app.clock.advance(60_000);
  await ask(app, 'retire', { reason: 'nobody uses it' });
  await app.settle();
};
export const restore = async (app: AppUnderTest) => {
  app.clock.advance(60_000);
  await ask(app, 'restore');
  await app.settle();
};
export const scaleDown = async (app: AppUnderTest, releaseId: string) => {
  const requestedAt = new Date(app.clock.now()).toISOString();
  await app.world.intents.record({ kind: 'scaleToOne', releaseId, endpoint, requestedAt, attempt: 0, reason: 'Idle.' });
  await app.host.runTimer('resyncIntents');
  await app.settle();
};
/** All that callers and owners of the endpoint could see. */
export const picture = ({ memory }: AppUnderTest) => ({
  endpoints: [...memory.endpoints.values()],
  deployments: [...memory.deployments.values()].sort((a, b) => a.name.localeCompare(b.name)),
  roles: [...memory.roles].sort(),
});
export const changesSince = (app: AppUnderTest, mark: number) => app.memory.changes.slice(mark);
export const steps = (app: AppUnderTest, id: string) =>
  app.memory.releases.get(id)?.steps.map(({ name }) => name) ?? [];
export const nameOf = ({ deployment }: { deployment?: string }) => deployment ?? '';
