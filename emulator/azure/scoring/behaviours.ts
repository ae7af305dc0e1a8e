import type { Collection } from '../store.ts';

/** How a deployment behaves from a time on: set by scenarios and the control API, never by a caller of Azure. */
export interface Behaviour {
  /** Median time that the container takes, in milliseconds. */
  readonly latencyInMs: number;
  /** Spread of the logarithm of latency; 0 makes every request take the median. */
  readonly latencySpread: number;
  /** Share of requests, from 0 to 1, that the container answers with an error. */
  readonly errorRate: number;
  /** What it answers then. */
  readonly errorStatus: number;
  /** CPU use in percent, where it is not to follow from the requests. */
  readonly cpuPercent?: number;
  readonly memoryPercent?: number;
}

/** A behaviour and what it is for. Patterns are regular expressions, without regard to case; an absent one fits all. */
export interface BehaviourRule extends Partial<Behaviour> {
  readonly endpoint?: string;
  readonly deployment?: string;
  /** On the id of the model version that runs in the deployment. */
  readonly model?: string;
  /** ISO time from which it holds; absent: always. */
  readonly from?: string;
}

/** What a rule is matched with. */
export interface BehaviourSubject {
  readonly endpoint: string;
  readonly deployment: string;
  readonly model: string;
}

export interface Behaviours {
  /** Adds a rule; throws a SyntaxError for a pattern and a RangeError for a time or number that cannot be. */
  add(rule: BehaviourRule): void;
  list(): readonly BehaviourRule[];
  clear(): void;
  /** What holds for a deployment at a time: of the rules that fit, the last one that says something wins. */
  at(subject: BehaviourSubject, time: number): Behaviour;
}

interface ReadyRule {
  readonly rule: BehaviourRule;
  readonly patterns: ReturnType<typeof patternsOf>;
  readonly from: number;
  readonly said: Partial<Behaviour>;
}

export const usualBehaviour: Behaviour = { latencyInMs: 400, latencySpread: 0.35, errorRate: 0, errorStatus: 500 };

/** Rules in the order in which they were given; those in the store are there from the start. */
export function behaviours(store?: Collection<readonly BehaviourRule[]>): Behaviours {
  let rules: ReadyRule[] = (store?.get('rules') ?? []).map(ready);
  const keep = () =>
    store?.set(
      'rules',
      rules.map(({ rule }) => rule),
    );
  return {
    add(rule) {
      check(rule);
      rules.push(ready(rule));
      keep();
    },
    list: () => rules.map(({ rule }) => rule),
    clear() {
      rules = [];
      keep();
    },
    at(subject, time) {
      const holding = rules.filter(
        ({ patterns, from }) => from <= time && patterns.every(([key, pattern]) => pattern.test(subject[key])),
      );
      return Object.assign({ ...usualBehaviour }, ...holding.map((each) => each.said)) as Behaviour;
    },
  };
}

const ready = (rule: BehaviourRule): ReadyRule => ({
  rule,
  patterns: patternsOf(rule),
  from: Date.parse(rule.from ?? '1970-01-01'),
  said: said(rule),
});

function check(rule: BehaviourRule): void {
  patternsOf(rule);
  if (rule.from !== undefined && Number.isNaN(Date.parse(rule.from)))
    throw new RangeError(`'from' is no time: ${rule.from}`);
  const { errorRate = 0, latencyInMs = 0, latencySpread = 0, errorStatus = 500 } = rule;
  if (!(errorRate >= 0 && errorRate <= 1)) throw new RangeError('errorRate goes from 0 to 1');
  if (!(latencyInMs >= 0 && latencySpread >= 0)) throw new RangeError('latencyInMs and latencySpread are not negative');
  if (!(errorStatus >= 400 && errorStatus <= 599)) throw new RangeError('errorStatus goes from 400 to 599');
}

const patternsOf = (rule: BehaviourRule) =>
  (['endpoint', 'deployment', 'model'] as const).map((key) => [key, new RegExp(rule[key] ?? '', 'i')] as const);

const said = ({
  endpoint: _endpoint,
  deployment: _deployment,
  model: _model,
  from: _from,
  ...behaviour
}: BehaviourRule) => Object.fromEntries(Object.entries(behaviour).filter(([, value]) => value !== undefined));

/** A latency drawn from the behaviour: log-normal around the median, as request durations usually are. */
export function drawLatency({ latencyInMs, latencySpread }: Behaviour, random: () => number): number {
  const uniform = Math.max(random(), Number.EPSILON);
  const normal = Math.sqrt(-2 * Math.log(uniform)) * Math.cos(2 * Math.PI * random());
  return latencyInMs * Math.exp(latencySpread * normal);
}
