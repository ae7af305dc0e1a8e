import type { DurableClient } from 'durable-functions';
import { done, type Outcome, refused } from '../domain/outcome.ts';
import type { Release } from '../domain/release.ts';
import { retirementNote } from '../domain/retirement.ts';
import type { EndpointRef } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';
import { liveRelease } from './live-release.ts';
import { nudge } from './nudge.ts';

export interface WishForRest {
  readonly kind: 'retire' | 'restore';
  readonly endpoint: EndpointRef;
  /** Why, in the words of whoever asks. */
  readonly reason?: string;
}

/** Writes down that an endpoint is to be retired or brought back. Answers with the release whose story tells how it goes. */
export async function wishForRest(world: World, client: DurableClient, wish: WishForRest): Promise<Outcome<Release>> {
  const { kind, endpoint } = wish;
  const found = kind === 'retire' ? await serving(world, endpoint) : await resting(world, endpoint);
  if (found.kind === 'refused') return found;
  const reason = `Somebody asked for it${wish.reason ? `: ${wish.reason}` : ''}.`;
  const requestedAt = world.clock.now().toISOString();
  await world.intents.record({ kind, releaseId: found.value.id, endpoint, requestedAt, attempt: 0, reason });
  await nudge(client, endpoint);
  return found;
}

async function serving(world: World, endpoint: EndpointRef): Promise<Outcome<Release>> {
  const live = await liveRelease(world, endpoint);
  if (live) return done(live);
  const message = `Nothing that Flowferry released serves endpoint ${endpoint.name.slice(0, 100)}.`;
  return refused('nothing-released', message, 'Check the name and the workspace.');
}

async function resting(world: World, endpoint: EndpointRef): Promise<Outcome<Release>> {
  const note = await world.notes.retirements.get(endpoint, retirementNote);
  const release = note && (await world.releases.get(note.releaseId));
  if (release) return done(release);
  const message = `Endpoint ${endpoint.name.slice(0, 100)} has not been retired or scaled down by Flowferry.`;
  return refused('nothing-retired', message, 'Check the name and the workspace; to serve something new, release it.');
}
