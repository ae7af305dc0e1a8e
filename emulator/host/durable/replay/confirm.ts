import type { HistoryEvent } from '../history-event.ts';
import type { Decision, Walk } from './walk.ts';

const taskWords: Readonly<Record<Decision['kind'], string>> = {
  activity: 'an activity task',
  orchestration: 'a sub-orchestration',
  timer: 'a timer',
  entity: 'a message',
};

/**
 * What history says was scheduled must be what the orchestrator asks for now, by number, kind and name; inputs and times
 * are not compared. The answer is the failure of an orchestrator that is not deterministic, with the event that differs.
 */
export function confirm(walk: Walk, event: HistoryEvent, kind: Decision['kind']): string | undefined {
  const decision = walk.unscheduled.get(event.EventId);
  const name = event.Name ?? '';
  if (decision?.kind === kind && hasName(decision, name)) {
    walk.unscheduled.delete(event.EventId);
    return undefined;
  }
  return (
    'Non-Deterministic workflow detected: A previous execution of this orchestration scheduled ' +
    `${taskWords[kind]}${describeName(kind, event)} with sequence ID ${event.EventId}, but the current replay execution ` +
    `${describe(decision)} Was a change made to the orchestrator code after this instance had already started running?`
  );
}

// The name of EventSent is 'op' or 'release', and the SDK's action has another: the framework does not compare them.
function hasName(decision: Decision, name: string): boolean {
  return !('name' in decision) || decision.name.toLowerCase() === name.toLowerCase();
}

function describeName(kind: Decision['kind'], event: HistoryEvent): string {
  if (kind === 'timer') return '';
  return kind === 'entity' ? ` to '${event.InstanceId ?? ''}'` : ` named '${event.Name ?? ''}'`;
}

function describe(decision: Decision | undefined): string {
  if (!decision) return "hasn't (yet?) scheduled this task.";
  return `instead scheduled ${taskWords[decision.kind]}${'name' in decision ? ` named '${decision.name}'` : ''} there.`;
}
