import type { DurableClient } from 'durable-functions';
import { announcement } from '../../domain/announcement.ts';
import { type IdleAction, judgeUse, nextAboutIdle, type UseVerdict } from '../../domain/cost.ts';
import type { Manifest } from '../../domain/manifest.ts';
import { madeByFlowferry } from '../../domain/tags.ts';
import type { LiveRelease } from '../../domain/watch.ts';
import { endpointKey } from '../../domain/workspace.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';
import { manifestOf } from '../manifest-of.ts';
import { nudge } from '../nudge.ts';

/** The note about an endpoint that nobody uses. */
const idleNote = 'idle';
/** Azure Monitor keeps 93 days. */
const mostHours = 90 * 24;

/**
 * Every day: looks for endpoints that nobody uses, tells people, and at a later look does what the manifest says. Nothing is
 * done while anything is wanted of an endpoint, nor to one that Flowferry did not make.
 */
export const checkCosts =
  (world: World) =>
  async (log: Log, client: DurableClient): Promise<void> => {
    for await (const live of world.fleet.all()) {
      const cost = (await manifestOf(world, live.releaseId))?.cost;
      if (cost?.idleAfterInSeconds !== undefined) await look(world, { live, cost }, log, client);
    }
  };

interface Looked {
  readonly live: LiveRelease;
  readonly cost: Manifest['cost'];
}

async function look(world: World, { live, cost }: Looked, log: Log, client: DurableClient): Promise<void> {
  const { endpoint } = live;
  const verdict = await useOf(world, live, cost.idleAfterInSeconds ?? 0);
  if (verdict.word === 'in use') await world.notes.idle.remove(endpoint, idleNote);
  if (verdict.word !== 'idle' || (await world.intents.of(endpoint)).length > 0) return;
  if (!madeByFlowferry((await world.endpoints.get(endpoint))?.tags ?? {})) return;
  const several = (await world.deployments.list(endpoint)).some(({ instanceCount }) => instanceCount > 1);
  const noted = await world.notes.idle.get(endpoint, idleNote);
  // What was said of it before it was brought back, or of another release, is past.
  const before = noted && noted.toldAt >= live.since ? noted : undefined;
  const { action, note } = nextAboutIdle(cost.onIdle, before, world.clock.now(), several);
  if (action === 'wait') return;
  await world.notes.idle.put(endpoint, idleNote, note);
  write(log, { event: 'idle', endpoint: endpoint.name, release: live.releaseId, action, reason: verdict.reason });
  await act(world, live, { action, verdict, cost }, client);
}

/** As many hours as the manifest names are looked at; a part of an hour is one. */
async function useOf(world: World, live: LiveRelease, idleAfterInSeconds: number): Promise<UseVerdict> {
  const now = world.clock.now();
  const hours = Math.min(mostHours, Math.max(1, Math.ceil(idleAfterInSeconds / 3600)));
  const liveInSeconds = (now.getTime() - Date.parse(live.since)) / 1000;
  const isOldEnough = liveInSeconds >= idleAfterInSeconds;
  const use = isOldEnough ? await world.usage.of(live.endpoint, [live.deployment], hours, now) : undefined;
  return judgeUse(use, liveInSeconds, idleAfterInSeconds);
}

interface Found {
  readonly action: Exclude<IdleAction, 'wait'>;
  readonly verdict: UseVerdict;
  readonly cost: Manifest['cost'];
}

async function act(world: World, live: LiveRelease, { action, verdict, cost }: Found, client: DurableClient) {
  const { endpoint, releaseId } = live;
  const at = world.clock.now().toISOString();
  if (action === 'tell') {
    const next = cost.onIdle === 'notify' ? 'Nothing is done about it.' : `From tomorrow on: ${cost.onIdle}.`;
    const text = `Nobody uses endpoint ${endpoint.name}: ${verdict.reason}. ${next}`;
    const remedy = `Use it, change cost in deploy.yaml, or say: npx flowferry retire ${endpoint.name}`;
    const told = { kind: 'cost', at, text, remedy, releaseId, endpoint, about: endpointKey(endpoint) } as const;
    await world.announcements.record(announcement({ ...told, variant: `idle/${at.slice(0, 10)}` }));
    return;
  }
  const reason = `Nobody used it: ${verdict.reason}.`;
  await world.intents.record({ kind: action, releaseId, endpoint, requestedAt: at, attempt: 0, reason });
  await nudge(client, endpoint);
}
