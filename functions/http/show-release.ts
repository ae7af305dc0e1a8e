import type { ShownRelease } from '../../domain/api/release.ts';
import { type Refused, refused } from '../../domain/outcome.ts';
import type { Release } from '../../domain/release.ts';
import { partsOf } from '../../domain/workspace.ts';

/** A release as the HTTP API shows it: the record, with readable names and an address of its own. */
export function showRelease(release: Release, origin: string): ShownRelease {
  const { endpoint, source: _, ...rest } = release;
  const placed = endpoint ? { endpoint: endpoint.name, workspace: partsOf(endpoint.workspaceId).name } : {};
  return { ...rest, ...placed, source: release.source.kind, links: { self: addressOf(release.id, origin) } };
}

/** Where the story of a release is told. Never one of the durable extension's addresses: those carry its key. */
export const addressOf = (id: string, origin: string): string =>
  new URL(`/api/releases/${encodeURIComponent(id)}`, origin).href;

export const noRelease = (id: string): Refused =>
  refused('unknown-release', `There is no release "${id.slice(0, 100)}".`, 'Check the id for a slip.');
