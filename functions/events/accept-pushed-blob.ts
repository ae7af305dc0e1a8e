import type { Release } from '../../domain/release.ts';
import type { World } from '../../domain/world.ts';
import { acceptPackage } from '../accept-package.ts';
import { type Log, write } from '../log.ts';
import { nameOfZip, workspaceOfPath } from '../workspace-of.ts';
import type { PipelineEvent } from './read-events.ts';
import { recordRefusal } from './record-refusal.ts';

const zipInFlows = /^\/blobServices\/default\/containers\/flows\/blobs\/(.+\.zip)$/i;

/**
 * Turns the news of a pushed zip into a release. The blob itself says which version of it there is; a later or doubled
 * event finds the release that the first one made. Nobody waits for an answer here, so a refusal becomes a record.
 */
export async function acceptPushedBlob(world: World, event: PipelineEvent, log: Log): Promise<Release | undefined> {
  const [, path] = zipInFlows.exec(event.subject) ?? [];
  if (event.type !== 'Microsoft.Storage.BlobCreated' || path === undefined) return undefined;
  const pushed = await world.packages.pushed(path);
  if (!pushed) {
    write(log, { event: 'turned away', fault: 'package-not-found', blob: path });
    return undefined;
  }
  const source = { kind: 'blob', key: `blob:${path}:${pushed.eTag}` } as const;
  const promised = await world.releases.remembered(source.key);
  const known = promised === undefined ? undefined : await world.releases.get(promised);
  if (known) return known;

  const delivery = { bytes: pushed.bytes, name: nameOfZip(path), workspaceId: workspaceOfPath(world, path), source };
  const accepted = await acceptPackage(world, promised === undefined ? delivery : { ...delivery, promised });
  if (accepted.kind === 'refused') {
    // A flow opts in: without a manifest the push was not meant for us. Anything else that is wrong is a refusal.
    const state = accepted.fault.slug === 'no-manifest' ? 'ignored' : 'refused';
    return await recordRefusal(world, { source, name: delivery.name, state, fault: accepted.fault }, log);
  }
  write(log, { event: 'accepted', release: accepted.value.id, package: delivery.name, source: 'blob' });
  return accepted.value;
}
