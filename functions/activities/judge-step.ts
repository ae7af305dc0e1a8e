import type { judgeStep as contract, HeldStep } from '../../domain/contracts.ts';
import { judgeMinutes } from '../../domain/judge/judge.ts';
import { policyOf } from '../../domain/judge-policy.ts';
import { judgedMinutes } from '../../domain/judged-minutes.ts';
import { done } from '../../domain/outcome.ts';
import { type Command, commandSince, type RecordedVerdict } from '../../domain/release.ts';
import { type Look, nextMove } from '../../domain/rollout.ts';
import type { World } from '../../domain/world.ts';
import { tellPage } from '../page.ts';
import type { LoggingWorkOf } from '../work-of.ts';

/** Looks at the candidate once: measures, judges, hears what people say, and finds what to do next. */
export const judgeStep =
  (world: World): LoggingWorkOf<typeof contract> =>
  async (held, log) => {
    const step = held.rollout.steps[held.stepNumber];
    if (!step) throw new Error(`no-such-step: the rollout of ${held.releaseId} has no step ${held.stepNumber}`);
    const verdict = await judge(world, held);
    const release = await world.releases.get(held.releaseId);
    if (verdict.page !== undefined) tellPage(log, held, verdict.page, release?.verdict?.page);
    await world.releases.update(held.releaseId, { verdict });
    await world.verdicts.add(held.releaseId, verdict);
    const look = lookOf(world, held, verdict, commandSince(release, held.heldSince));
    const move = nextMove(look, step, held.rollout);
    if (move.kind === 'refused') return move;
    return done(move.kind === 'stay' ? { state: 'running' } : { state: 'done', value: { reasons: look.reasons } });
  };

function lookOf(world: World, held: HeldStep, verdict: RecordedVerdict, said: Command | undefined): Look {
  const heard = (['promote', 'pause', 'abort'] as const).find((name) => name === said?.name);
  return {
    verdict: verdict.word,
    reasons: verdict.needs ? [...verdict.reasons, verdict.needs] : verdict.reasons,
    heldInSeconds: secondsSince(world, held.heldSince),
    rolledOutForInSeconds: secondsSince(world, held.rolledOutSince),
    ...(heard ? { command: heard } : {}),
  };
}

/** All that was measured since the rollout began. What could not be measured is no verdict, and never a good one. */
async function judge(world: World, held: HeldStep): Promise<RecordedVerdict> {
  const at = world.clock.now().toISOString();
  const measured = await world.metrics.read([held.endpoint], { from: held.rolledOutSince, until: at });
  const [series] = measured.kind === 'done' ? measured.value.endpoints : [];
  if (measured.kind === 'refused' || !series) {
    const reason = measured.kind === 'refused' ? measured.fault.message : 'nothing was measured';
    return { word: 'inconclusive', reasons: [reason], at };
  }
  const sides = { candidate: held.deployment, stable: held.stable ?? '' };
  const minutes = judgedMinutes(series, sides, measured.value.window);
  const { word, reasons, needs, page } = judgeMinutes(minutes, policyOf(held.rollout.health));
  return { word, reasons, at, ...(needs ? { needs: needs.text } : {}), ...(page ? { page } : {}) };
}

const secondsSince = (world: World, time: string) => (world.clock.now().getTime() - Date.parse(time)) / 1000;
