import type { Binding, RegisteredFunction } from './core-protocol.ts';

/** The functions that this host runs, by name and by kind of trigger. */
export interface FunctionCatalog {
  readonly all: readonly RegisteredFunction[];
  /** Names are the same whatever the case of their letters. */
  get(name: string): RegisteredFunction | undefined;
  find(name: string, triggerType: string): RegisteredFunction | undefined;
  withTrigger(triggerType: string): readonly RegisteredFunction[];
  /** What this host cannot do for a function, said at start. */
  readonly gaps: readonly Gap[];
}

export interface Gap {
  readonly functionName: string;
  readonly reason: string;
  /** False: the function runs, and fails when it gets to what is missing. */
  readonly isTrigger: boolean;
}

const triggers = new Set(
  [
    'httpTrigger',
    'timerTrigger',
    'queueTrigger',
    'blobTrigger',
    'eventGridTrigger',
    'warmupTrigger',
    'orchestrationTrigger',
    'activityTrigger',
    'entityTrigger',
  ].map((type) => type.toLowerCase()),
);
const inputs = new Set(['durableclient', 'orchestrationclient']);
const outputs = new Set(['http', 'queue', 'blob']);

/** Leaves out what is disabled by host.json or an app setting, and what has a trigger that this host lacks. */
export function createCatalog(
  registered: Iterable<RegisteredFunction>,
  allowed: ReadonlySet<string> | undefined,
): FunctionCatalog {
  const enabled = [...registered].filter(({ name }) => !isDisabled(name) && (allowed?.has(name.toLowerCase()) ?? true));
  const all = enabled.filter((fn) => triggers.has(fn.trigger.type.toLowerCase()));
  const byName = new Map(all.map((fn) => [fn.name.toLowerCase(), fn]));
  const hasTrigger = (fn: RegisteredFunction, type: string) => fn.trigger.type.toLowerCase() === type.toLowerCase();
  return {
    all,
    gaps: enabled.flatMap(gapsOf),
    get: (name) => byName.get(name.toLowerCase()),
    find(name, triggerType) {
      const fn = byName.get(name.toLowerCase());
      return fn && hasTrigger(fn, triggerType) ? fn : undefined;
    },
    withTrigger: (triggerType) => all.filter((fn) => hasTrigger(fn, triggerType)),
  };
}

const isDisabled = (name: string): boolean =>
  /^(true|1)$/i.test(
    process.env[`AzureWebJobs.${name}.Disabled`] ?? process.env[`AzureWebJobs_${name}_Disabled`] ?? '',
  );

function gapsOf(fn: RegisteredFunction): Gap[] {
  const functionName = fn.name;
  const { type } = fn.trigger;
  if (!triggers.has(type.toLowerCase())) {
    const reason = `This host has no trigger '${type}', so '${functionName}' never runs.`;
    return [{ functionName, reason, isTrigger: true }];
  }
  const missing = Object.entries(fn.metadata.bindings).filter(
    ([name, binding]) => name !== fn.triggerName && isMissing(binding),
  );
  const gaps = missing.map(([, binding]) => ({
    functionName,
    reason: `This host has no ${binding.direction === 'in' ? 'input' : 'output'} binding '${binding.type}': '${functionName}' fails when it uses it.`,
    isTrigger: false,
  }));
  if (fn.metadata.retryOptions === undefined) return gaps;
  return [
    ...gaps,
    {
      functionName,
      reason: `This host does not carry out retry policies of triggers ('${functionName}').`,
      isTrigger: false,
    },
  ];
}

const isMissing = ({ type, direction }: Binding): boolean =>
  !(direction === 'in' ? inputs : outputs).has(type.toLowerCase());
