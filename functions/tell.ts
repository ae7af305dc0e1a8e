import type { ActivityContract, OfRelease } from '../domain/contract.ts';
import type { Fault, Outcome } from '../domain/outcome.ts';
import { withoutSecrets } from '../domain/secrets.ts';
import { sentenceOf } from '../domain/story.ts';
import type { World } from '../domain/world.ts';
import { type Log, write } from './log.ts';

/** What an activity does: it is given its input and answers with an outcome; trouble worth another try is thrown. */
export type Work<I, O> = (input: I, log: Log) => Promise<Outcome<O>>;

/**
 * Carries an activity out and writes its part of the release's story: when its step began, when and how it ended. The
 * story is written here, next to the work, so that fan-outs tell the truth about what ran at the same time.
 */
export const telling =
  <I extends object, O>(world: World, contract: ActivityContract<I, O>, work: Work<I, O>) =>
  async (input: I, log: Log): Promise<Outcome<O>> => {
    const { tells } = contract;
    const { releaseId, step }: Partial<OfRelease> = input;
    if (!tells || releaseId === undefined) {
      const outcome = await harmless(work(input, log));
      if (outcome.kind === 'refused')
        write(log, { event: 'not done', activity: contract.name, ...told(outcome.fault) });
      return outcome;
    }

    const name = step ?? tells.step;
    await world.releases.beginStep(releaseId, { name, startedAt: now(world) });
    const outcome = await harmless(work(input, log));
    if (!endsStep(tells.part, outcome)) return outcome;
    const state = outcome.kind;
    const reason = withoutSecrets(sentenceOf(contract, input, outcome));
    await world.releases.endStep(releaseId, { name, endedAt: now(world), state, reason });
    write(log, { event: 'step', release: releaseId, step: name, outcome: state, reason });
    return outcome;
  };

/**
 * What an activity answers or throws is written into the history, as plain text. A model may answer with what it was sent,
 * a service may repeat what it was asked: whatever looks like a secret is taken out here, however it got in.
 */
async function harmless<O>(work: Promise<Outcome<O>>): Promise<Outcome<O>> {
  try {
    const outcome = await work;
    if (outcome.kind === 'done') return outcome;
    return { kind: 'refused', fault: { ...outcome.fault, message: withoutSecrets(outcome.fault.message) } };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (withoutSecrets(message) === message) throw error;
    throw new Error(withoutSecrets(message));
  }
}

const told = ({ slug, message }: Fault) => ({ fault: slug, reason: message });

const now = (world: World) => world.clock.now().toISOString();

function endsStep(part: 'whole' | 'beginning' | 'end', outcome: Outcome<unknown>): boolean {
  if (outcome.kind === 'refused' || part === 'whole') return true;
  const { value } = outcome;
  return part === 'end' && typeof value === 'object' && value !== null && 'state' in value && value.state === 'done';
}
