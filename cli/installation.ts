import type { ShownInstallation } from '../domain/api/installation.ts';
import type { Check } from '../domain/installation/check.ts';
import { type ApiOptions, ask } from './api.ts';
import { describeProblem, type Output } from './output.ts';

const marks = { ok: '✓', wrong: '✗', notChecked: '?' } as const;

/**
 * `flowferry doctor` without a file: has the app look at its own installation. What is well gets a line, what is not the
 * command that mends it. The exit code is 2 if anything is wrong.
 */
export async function installation(options: ApiOptions & { readonly json: boolean }, output: Output): Promise<number> {
  const answer = await ask<ShownInstallation>(options, '/doctor');
  if (answer.kind === 'refused') {
    output.error(describeProblem(answer.problem));
    return 2;
  }
  const { isWell, checks } = answer.value;
  if (options.json) output.line(JSON.stringify(answer.value));
  else for (const line of [...checks.flatMap(describe), ending(checks)]) output.line(line);
  return isWell ? 0 : 2;
}

const describe = ({ name, state, sentence, mend }: Check): string[] => [
  `${marks[state]} ${name}${sentence === undefined ? '' : `: ${sentence}`}`,
  ...(mend === undefined ? [] : [`    ${mend}`]),
];

function ending(checks: readonly Check[]): string {
  const [bad, open] = (['wrong', 'notChecked'] as const).map(
    (state) => checks.filter((each) => each.state === state).length,
  );
  const rest = open === 0 ? '' : ` ${open} could not be checked.`;
  return bad === 0 ? `Nothing is wrong.${rest}` : `${bad} of ${checks.length} are wrong.${rest}`;
}
