import type { Clock } from '../../clock.ts';
import { type SystemLog, textOf } from '../log.ts';
import type { Work } from '../work.ts';
import { runActivity } from './activity-run.ts';
import { createAlarms } from './alarms.ts';
import type { Change } from './change.ts';
import { runEntity } from './entity-run.ts';
import type { Hub } from './hub.ts';
import { hasEnded } from './instance.ts';
import { createLane, type Lane } from './lane.ts';
import type { DurableRuntime, FunctionCaller } from './runtime.ts';
import type { DurableSettings } from './settings.ts';
import { runTurn } from './turn.ts';

export interface DurableHostOptions {
  readonly hub: Hub;
  readonly settings: DurableSettings;
  readonly functions: FunctionCaller;
  readonly clock: Clock;
  readonly log: SystemLog;
  readonly work: Work;
  readonly isStrict: boolean;
}

/** The durable runtime at work: it takes transitions, writes them, and starts what they ask for. */
export interface DurableHost {
  readonly runtime: DurableRuntime;
  /** Takes up what the journal says is unfinished. */
  start(): void;
  /** Resolves when everything committed so far is written. Whoever answers a client waits for this first. */
  whenWritten(): Promise<void>;
  /** Calls back, once, when the instance has ended. The answer takes the request back. */
  onEnd(instanceId: string, ended: () => void): () => void;
  /** Begins nothing more, and waits a while for what is running. */
  stop(graceInMs: number): Promise<void>;
}

export function createDurableHost({ hub, work, ...options }: DurableHostOptions): DurableHost {
  let phase: 'running' | 'draining' | 'stopped' = 'running';
  let isPumping = false;
  let whenWritten: { resolve(): void; reject(error: unknown): void }[] = [];
  const watchers = new Map<string, Set<() => void>>();
  const runtime: DurableRuntime = {
    ...options,
    state: hub.state,
    commit: (transition) => {
      for (const change of transition) beforeChange(change);
      hub.commit(transition);
      for (const change of transition) react(change);
      pump();
    },
    isStopped: () => phase === 'stopped',
  };
  const alarms = createAlarms(runtime);
  const laneOf = (kind: string, limit: number, run: (runtime: DurableRuntime, key: string) => Promise<void>): Lane =>
    createLane({
      limit,
      work,
      run: (key) => run(runtime, key),
      onRoom: () => pump(),
      onError: (key, error) => options.log('error', `${kind} ${key}: ${textOf(error)}`),
    });
  const orchestrations = laneOf('Orchestration', options.settings.maxConcurrentOrchestratorFunctions, runTurn);
  const entities = laneOf('Entity', options.settings.maxConcurrentEntityFunctions, runEntity);
  const activities = laneOf('Activity', options.settings.maxConcurrentActivityFunctions, runActivity);
  const lanes = [orchestrations, entities, activities];

  const beforeChange = (change: Change) => {
    if (change.do === 'end-timer') alarms.cancel(change.key);
    if (change.do !== 'purge') return;
    for (const key of hub.state.rows.get(change.instanceId)?.timers.keys() ?? []) alarms.cancel(key);
  };
  const react = (change: Change) => {
    switch (change.do) {
      case 'post':
        return orchestrations.add(change.instanceId);
      case 'post-entity':
        return entities.add(change.entityId);
      case 'add-task':
        return activities.add(change.task.key);
      case 'add-timer':
        return alarms.set(change.timer);
      case 'update-instance':
        if (change.to.status && hasEnded(change.to.status)) tellEnd(change.instanceId);
    }
  };
  const tellEnd = (instanceId: string) => {
    const waiting = watchers.get(instanceId);
    watchers.delete(instanceId);
    for (const ended of waiting ?? []) ended();
  };
  // Once per turn of the event loop: messages that come together are taken in together, and share one disk write.
  const pump = () => {
    if (isPumping || phase === 'stopped') return;
    isPumping = true;
    setImmediate(() => {
      isPumping = false;
      if (phase !== 'stopped' && write() && phase === 'running') for (const lane of lanes) lane.launch();
    });
  };
  const write = (): boolean => {
    const waiting = whenWritten;
    whenWritten = [];
    try {
      hub.flush();
      for (const { resolve } of waiting) resolve();
      return true;
    } catch (error) {
      // What is in memory is ahead of the disk now. Going on would promise what a restart cannot keep.
      phase = 'stopped';
      options.log('critical', `The state cannot be written, so the durable runtime has stopped: ${textOf(error)}`);
      for (const { reject } of waiting) reject(error);
      return false;
    }
  };

  return {
    runtime,
    start() {
      for (const [instanceId, row] of hub.state.rows) {
        if (row.inbox.length > 0) orchestrations.add(instanceId);
        for (const timer of row.timers.values()) alarms.set(timer);
      }
      for (const entityId of hub.state.entityInboxes.keys()) entities.add(entityId);
      for (const key of hub.state.tasks.keys()) activities.add(key);
      pump();
    },
    whenWritten() {
      if (phase === 'stopped') return Promise.reject(new Error('The durable runtime has stopped.'));
      const written = new Promise<void>((resolve, reject) => whenWritten.push({ resolve, reject }));
      pump();
      return written;
    },
    onEnd(instanceId, ended) {
      const waiting = watchers.get(instanceId) ?? new Set();
      watchers.set(instanceId, waiting.add(ended));
      return () => waiting.delete(ended);
    },
    async stop(graceInMs) {
      if (phase === 'running') phase = 'draining';
      alarms.cancelAll();
      const until = Date.now() + graceInMs;
      while (lanes.some((lane) => lane.runningCount() > 0) && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      if (phase === 'draining') write();
      phase = 'stopped';
      hub.close();
    },
  };
}
