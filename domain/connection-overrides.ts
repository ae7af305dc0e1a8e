import type { Manifest } from './manifest.ts';
import { done, type Outcome, refused } from './outcome.ts';
import type { PackageFacts } from './package/facts.ts';

/** The variable under which the container looks for an override of a connection. */
export const variableOf = (connection: string): string => connection.replaceAll(' ', '_');

/**
 * The variables that give a flow another connection than the one it names. Refuses with `unsafe-override` what would
 * crash the container: two names for one connection, a target that the flow also names, a target that reads as JSON.
 */
export function connectionOverrides(
  facts: PackageFacts,
  manifest: Manifest,
): Outcome<Readonly<Record<string, string>>> {
  const overrides = Object.entries(manifest.connections).filter(([name, target]) => name !== target);
  const named = facts.connections.map(({ name }) => name);
  for (const [name, target] of overrides) {
    const problem = problemOf(name, target, named, overrides);
    if (problem)
      return refused('unsafe-override', problem.message, problem.remedy, {
        file: 'deploy.yaml',
        field: `connections.${name}`,
      });
  }
  return done(Object.fromEntries(overrides.map(([name, target]) => [variableOf(name), target])));
}

type Problem = { readonly message: string; readonly remedy: string };
type Override = readonly [name: string, target: string];

function problemOf(
  name: string,
  target: string,
  named: readonly string[],
  overrides: readonly Override[],
): Problem | undefined {
  if (!named.includes(name)) {
    const known = named.length > 0 ? named.join(', ') : 'no connection';
    return { message: `The flow does not use the connection ${name}; it uses ${known}.`, remedy: 'Correct the name.' };
  }
  const remedy = 'Give the workspace a second connection of its own name with the same values, and use that.';
  if (named.includes(target)) {
    return {
      message: `The connection ${name} is to be ${target}, which the flow uses too; the container would find neither.`,
      remedy,
    };
  }
  if (overrides.some(([other, itsTarget]) => other !== name && itsTarget === target)) {
    return {
      message: `Two connections of the flow are to be ${target}; the container fills only one of them.`,
      remedy,
    };
  }
  if (readsAsJson(target)) {
    const message = `The connection ${name} is to be ${target}, which the container would read as data and not as a name.`;
    return { message, remedy: 'Rename the connection in the workspace.' };
  }
  return undefined;
}

function readsAsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
