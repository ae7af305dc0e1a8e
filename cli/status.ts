import { setTimeout as wait } from 'node:timers/promises';
import type { Problem } from '../domain/api/fault.ts';
import type { ShownRelease } from '../domain/api/release.ts';
import { hasEnded, type Step } from '../domain/release.ts';
import { type ApiOptions, ask } from './api.ts';
import { describeProblem, type Output } from './output.ts';

interface StatusOptions extends ApiOptions {
  readonly json: boolean;
}

const pollInMs = 1000;

/** `flowferry status <release>`: tells the story of a release so far. */
export async function status(id: string, options: StatusOptions & { watch: boolean }, output: Output): Promise<number> {
  if (options.watch) return await follow(id, options, output);
  const answer = await ask<ShownRelease>(options, `/releases/${encodeURIComponent(id)}`);
  if (answer.kind === 'refused') return refuse(answer.problem, output);
  if (options.json) output.line(JSON.stringify(answer.value));
  else for (const text of describe(answer.value)) output.line(text);
  return codeOf(answer.value);
}

/** Shows a release until it has ended: each step once when it begins, and once when it has ended. */
export async function follow(id: string, options: StatusOptions, output: Output): Promise<number> {
  const shown = new Set<string>();
  for (;;) {
    const answer = await ask<ShownRelease>(options, `/releases/${encodeURIComponent(id)}`);
    if (answer.kind === 'refused') return refuse(answer.problem, output);
    const release = answer.value;
    if (!options.json) showNews(release, shown, output);
    if (hasEnded(release.state)) {
      output.line(options.json ? JSON.stringify(release) : ending(release));
      return codeOf(release);
    }
    await wait(pollInMs);
  }
}

function showNews(release: ShownRelease, shown: Set<string>, output: Output): void {
  for (const text of [...release.steps.map(describeStep), ...describeHandOff(release)]) {
    if (!shown.has(text)) output.line(text);
    shown.add(text);
  }
}

function refuse(problem: Problem, output: Output): number {
  output.error(describeProblem(problem));
  return 2;
}

const codeOf = ({ state }: ShownRelease): number => (state === 'refused' ? 2 : 0);

const describe = (release: ShownRelease): string[] => [
  ...release.steps.map(describeStep),
  ...describeHandOff(release),
  ending(release),
];

/** What a release waits for, and what an administrator runs so that it goes on. */
function describeHandOff({ state, handOff }: ShownRelease): string[] {
  if (state !== 'waitingForPermission' || !handOff) return [];
  const why = handOff.roles.map(({ role, why: reason }) => `${role}, because ${reason}`).join('; ');
  return [`  It needs ${why}. An administrator runs:`, ...handOff.commands.map((command) => `    ${command}`)];
}

const marks = { done: '✓', refused: '✗', running: '…' } as const;

function describeStep({ name, state, startedAt, endedAt, reason }: Step): string {
  const took = endedAt === undefined ? '' : ` (${span(Date.parse(endedAt) - Date.parse(startedAt))})`;
  return `  ${marks[state]} ${name}${took}${reason ? `: ${reason}` : ''}`;
}

function ending({ id, state, fault }: ShownRelease): string {
  if (!fault) return `${id} is ${state}.`;
  return `${id} is ${state}: ${fault.message}\n  ${fault.remedy}\n  (docs/faults.md#${fault.slug})`;
}

function span(durationInMs: number): string {
  const seconds = Math.round(durationInMs / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
