import type { hearCommand as contract } from '../../domain/contracts.ts';
import { done } from '../../domain/outcome.ts';
import { commandSince } from '../../domain/release.ts';
import { mayShift } from '../../domain/rollout.ts';
import type { World } from '../../domain/world.ts';
import type { WorkOf } from '../work-of.ts';

/** Whether what people said stands against the rollout's next step. */
export const hearCommand =
  (world: World): WorkOf<typeof contract> =>
  async ({ releaseId, rollout, rolledOutSince, heldSince }) => {
    const said = commandSince(await world.releases.get(releaseId), heldSince)?.name;
    const command = said === 'abort' || said === 'pause' ? { command: said } : {};
    const rolledOutForInSeconds = (world.clock.now().getTime() - Date.parse(rolledOutSince)) / 1000;
    const move = mayShift({ ...command, rolledOutForInSeconds }, rollout);
    if (move.kind === 'refused') return move;
    return done(move.kind === 'stay' ? { state: 'running' } : { state: 'done', value: {} });
  };
