import type { World } from '../../domain/world.ts';
import type { Doors } from './doors.ts';
import type { Promised } from './promise.ts';
import type { Sabotage, Session } from './session.ts';
import { settle } from './time.ts';

/** A promise, a way to break it, and what has to happen for that to show. */
export type Planted = readonly [Promised, string, Sabotage, Scene];
export type Scene = (session: Session, doors: Doors) => Promise<unknown>;

/** Changes one port, between the app and the world. */
export const spoiling =
  <P extends keyof World>(port: P, over: (usual: World[P]) => Partial<World[P]>): Sabotage =>
  (world) => ({ ...world, [port]: { ...(world[port] as object), ...over(world[port]) } });

export async function release(session: Session, act: () => Promise<unknown>): Promise<void> {
  await act();
  await settle(session);
}

export const twoReleases: Scene = async (session, doors) => {
  await release(session, () => doors.post('plain'));
  await release(session, () => doors.post('canary'));
};
