import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { judgeMinutes } from '../domain/judge/judge.ts';
import { defaultPolicy, type JudgePolicy, readPolicy } from '../domain/judge/policy.ts';
import { readSeries } from '../domain/judge/series.ts';
import type { Verdict, VerdictWord } from '../domain/judge/verdict.ts';
import type { Output } from './output.ts';

export interface JudgeOptions {
  /** A JSON file that says what to hold a deployment to. */
  readonly policy?: string;
  readonly json: boolean;
}

/** What is written for one series. `decidedAtMinute` names a minute as the series does, by its `t`. */
export interface JudgedLine {
  readonly family: unknown;
  readonly seed: unknown;
  readonly verdict: VerdictWord;
  readonly decidedAtMinute: number | null;
  readonly reasons: readonly string[];
}

/**
 * `flowferry judge <series.jsonl>`: one recorded rollout per line in, one verdict per line out. Works offline. A line that
 * cannot be read is told with its number, and the others are judged all the same.
 *
 * @returns 0, or 2 where a line or the policy was refused.
 */
export async function judge(file: string, options: JudgeOptions, output: Output): Promise<number> {
  const policy = await policyFrom(options.policy);
  if (policy instanceof Error) {
    output.error(policy.message);
    return 2;
  }
  const tally = { healthy: 0, inconclusive: 0, regressed: 0, refused: 0 };
  for await (const { number, judged } of judgedLines(file, policy)) {
    tally[judged instanceof Error ? 'refused' : judged.verdict] += 1;
    if (judged instanceof Error)
      output.error(
        options.json ? JSON.stringify({ line: number, error: judged.message }) : `${file}:${number}: ${judged.message}`,
      );
    else output.line(JSON.stringify(judged));
  }
  if (!options.json) output.error(summary(tally));
  return tally.refused > 0 ? 2 : 0;
}

/** Line by line, so that a file may be of any size. Empty lines are passed over. */
async function* judgedLines(file: string, policy: JudgePolicy) {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() !== '') yield { number, judged: attempt(() => judgeLine(line, policy)) };
  }
}

function judgeLine(line: string, policy: JudgePolicy): JudgedLine {
  const { family = null, seed = null, minutes, firstMinute } = readSeries(line);
  const verdict = judgeMinutes(minutes, policy);
  const decided = verdict.decidedAtMinute;
  return {
    family,
    seed,
    verdict: verdict.word,
    decidedAtMinute: decided === undefined ? null : firstMinute + decided - 1,
    reasons: reasonsOf(verdict),
  };
}

function reasonsOf({ reasons, needs, page }: Verdict): string[] {
  return [...reasons, ...(needs ? [`needs ${needs.text}`] : []), ...(page ? [`call a person: ${page}`] : [])];
}

/** The policy, or why it cannot be used. */
async function policyFrom(file: string | undefined): Promise<JudgePolicy | Error> {
  if (file === undefined) return defaultPolicy;
  const text = await readFile(file, 'utf8');
  const policy = attempt(() => readPolicy(text));
  return policy instanceof Error ? new Error(`${file}: ${policy.message}`) : policy;
}

function attempt<T>(read: () => T): T | Error {
  try {
    return read();
  } catch (problem) {
    return problem as Error;
  }
}

function summary({ healthy, inconclusive, regressed, refused }: Record<VerdictWord | 'refused', number>): string {
  const judged = `${healthy} healthy, ${inconclusive} inconclusive, ${regressed} regressed`;
  return refused > 0 ? `${judged}, ${refused} not readable` : judged;
}
