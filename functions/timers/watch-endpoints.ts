import type { DurableClient } from 'durable-functions';
import { judgeMinutes } from '../../domain/judge/judge.ts';
import type { Verdict } from '../../domain/judge/verdict.ts';
import { policyOf } from '../../domain/judge-policy.ts';
import { type EndpointSeries, type MeasuredWindow, windowBefore } from '../../domain/series.ts';
import { againstItsPast, type LiveRelease, minutesToRead } from '../../domain/watch.ts';
import type { World } from '../../domain/world.ts';
import { type Log, write } from '../log.ts';
import { nudge } from '../nudge.ts';
import { saysTheSame, tellPage } from '../page.ts';

/** As many as Azure Monitor measures in one call. */
const batchSize = 50;

/** Every five minutes: measures all that is live, judges it against its own record, and goes back from what regressed. */
export const watchEndpoints =
  (world: World) =>
  async (log: Log, client: DurableClient): Promise<void> => {
    for await (const batch of batches(world.fleet.all(), batchSize)) {
      const window = windowBefore(world.clock.now(), minutesToRead);
      const measured = await world.metrics.read(
        batch.map(({ endpoint }) => endpoint),
        window,
      );
      if (measured.kind === 'refused') {
        write(log, { event: 'unmeasured', endpoints: batch.length, fault: measured.fault.slug });
        continue;
      }
      for (const [index, live] of batch.entries()) {
        const series = measured.value.endpoints[index];
        if (series) await watch(world, { live, series, window: measured.value.window }, log, client);
      }
    }
  };

interface Watched {
  readonly live: LiveRelease;
  readonly series: EndpointSeries;
  readonly window: MeasuredWindow;
}

async function watch(world: World, { live, series, window }: Watched, log: Log, client: DurableClient): Promise<void> {
  const verdict = judgeMinutes(againstItsPast(series, live, window), policyOf(live.health));
  const release = await world.releases.get(live.releaseId);
  if (release?.state !== 'succeeded') return;
  // One automatic roll-back a release: one that could not be completed is a person's business.
  const mayGoBack = verdict.word === 'regressed' && live.previous !== undefined && release.fault === undefined;
  if (mayGoBack) return await goBack(world, live, verdict, log, client);
  const page = verdict.page ?? (verdict.word === 'regressed' ? 'There is nothing good to go back to.' : undefined);
  if (page === undefined || saysTheSame(page, release.verdict?.page)) return;
  tellPage(log, live, page, release.verdict?.page);
  await world.releases.update(live.releaseId, { verdict: recorded(world, { ...verdict, page }) });
}

async function goBack(
  world: World,
  { endpoint, releaseId }: LiveRelease,
  verdict: Verdict,
  log: Log,
  client: DurableClient,
): Promise<void> {
  const reason = `It regressed: ${verdict.reasons.join('; ')}.`;
  await world.releases.update(releaseId, { verdict: recorded(world, verdict) });
  const requestedAt = world.clock.now().toISOString();
  await world.intents.record({ kind: 'rollBack', releaseId, endpoint, requestedAt, attempt: 0, reason });
  write(log, { event: 'regressed', release: releaseId, endpoint: endpoint.name, reason });
  await nudge(client, endpoint);
}

const recorded = (world: World, { word, reasons, needs, page }: Verdict) => ({
  word,
  reasons,
  at: world.clock.now().toISOString(),
  ...(needs ? { needs: needs.text } : {}),
  ...(page ? { page } : {}),
});

async function* batches<T>(all: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const each of all) {
    batch.push(each);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
