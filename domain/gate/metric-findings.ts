import type { Metric } from '../runs.ts';
import { compareLines } from './compare.ts';
import { type Criteria, type Finding, lets } from './decision.ts';
import { isAfter } from './evidence.ts';
import type { GateCase } from './gate.ts';
import type { Reading } from './pairs.ts';
import { sentenceOf } from './wording.ts';

/** What the gate finds of one metric that the manifest names: its level first, then how it stands beside what serves. */
export function findingsOf(name: string, gateCase: GateCase): readonly Finding[] {
  const rule = gateCase.criteria.metrics[name] ?? {};
  const metric = gateCase.metrics.find((each) => each.name === name);
  const level = levelOf(name, metric, gateCase);
  if (!metric || !lets(level) || rule.noWorseThanStable === undefined) return [level];
  return [level, comparisonOf(name, rule.noWorseThanStable, gateCase)];
}

/** Whether a metric is there, is of this evaluation, and lies within its limits. */
function levelOf(about: string, metric: Metric | undefined, { criteria, batch, evaluation }: GateCase): Finding {
  const { min, max } = criteria.metrics[about] ?? {};
  if (!metric) return { about, word: 'notMeasured', sentence: `run ${evaluation.id} did not log it` };
  if (!Number.isFinite(metric.value)) return { about, word: 'notMeasured', sentence: 'it is not a number' };
  if (!isAfter(metric.loggedAt, batch.endedAt)) {
    const sentence = `it was logged at ${metric.loggedAt ?? 'no known time'}, before the flow's run had ended`;
    return { about, word: 'stale', sentence };
  }
  const limits = [
    ...(min === undefined ? [] : [{ holds: metric.value >= min, text: `at least ${min}` }]),
    ...(max === undefined ? [] : [{ holds: metric.value <= max, text: `at most ${max}` }]),
  ];
  const asked = limits.length === 0 ? '' : `; it must be ${limits.map(({ text }) => text).join(' and ')}`;
  return {
    about,
    word: limits.every(({ holds }) => holds) ? 'met' : 'missed',
    sentence: `it is ${metric.value}${asked}`,
  };
}

/** What the comparison found, or why there can be none. */
function comparisonOf(about: string, margin: number, { criteria, champion, lines }: GateCase): Finding {
  if (champion.kind === 'none') {
    const sentence = `nothing serves yet that it could be compared with (onNoStable: ${criteria.onNoStable})`;
    return { about, word: criteria.onNoStable === 'pass' ? 'notCompared' : 'notComparable', sentence };
  }
  if (champion.kind === 'notEvaluated') {
    return { about, word: 'notComparable', sentence: `release ${champion.release} serves, and ${champion.why}` };
  }
  if (!lines) return { about, word: 'notMeasured', sentence: 'what the evaluation said of each line cannot be read' };
  const comparison = compareLines(lines, champion.lines, readingOf(about, criteria.metrics[about] ?? {}), margin);
  if ('problem' in comparison) return { about, word: 'notMeasured', sentence: comparison.problem };
  const word = ({ noWorse: 'met', worse: 'missed', tooFewLines: 'tooFewLines' } as const)[comparison.word];
  return { about, word, sentence: sentenceOf(comparison), comparison };
}

/** How the lines are read that stand behind a metric. */
function readingOf(metric: string, rule: Criteria['metrics'][string]): Reading {
  const onlyMax = rule.max !== undefined && rule.min === undefined;
  return {
    output: rule.output ?? metric,
    better: rule.better ?? (onlyMax ? 'lower' : 'higher'),
    ...(rule.passes === undefined ? {} : { passes: rule.passes }),
    ...(rule.scale === undefined ? {} : { scale: rule.scale }),
  };
}
