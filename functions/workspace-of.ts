import { done, type Outcome, refused } from '../domain/outcome.ts';
import { partsOf } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';

/** The workspace that a request names, by its name or its resource id; the first one when it names none. */
export function workspaceOf(world: World, named?: string): Outcome<string> {
  const known = world.settings.FLOWFERRY_WORKSPACES;
  const wanted = named?.toLowerCase();
  const found = known.find((id) => !wanted || id.toLowerCase() === wanted || partsOf(id).name.toLowerCase() === wanted);
  if (found) return done(found);
  const names = known.map((id) => partsOf(id).name).join(', ');
  return refused('unknown-workspace', `There is no workspace "${named}" here.`, `Name one of: ${names}.`);
}

/** The workspace whose name is the first folder of a pushed blob's path; the first one when no folder is a workspace's. */
export function workspaceOfPath(world: World, path: string): string {
  const [folder = ''] = path.includes('/') ? path.split('/') : [];
  const [first = ''] = world.settings.FLOWFERRY_WORKSPACES;
  const found = workspaceOf(world, folder);
  return folder !== '' && found.kind === 'done' ? found.value : first;
}

/** What people call a package: the last part of its path, without the ending. */
export const nameOfZip = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.zip$/i, '') || 'package';
