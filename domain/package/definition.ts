import { done, type Outcome, refused } from '../outcome.ts';
import type { PackageFiles } from './archive.ts';

const definitionNames = ['flow.dag.yaml', 'flow.dag.yml', 'flow.flex.yaml', 'flow.flex.yml'];

/**
 * The one file that defines the flow. The serving runtime wants exactly one at the top of the folder, and one prompty
 * if there is none. Refuses with `no-flow` or `two-flows`.
 */
export function findDefinition(files: PackageFiles): Outcome<string> {
  const names = [...files.keys()];
  const definitions = definitionNames.filter((name) => files.has(name));
  const prompties = names.filter((name) => /^[^/]+\.prompty$/.test(name));
  const candidates = definitions.length > 0 ? definitions : prompties;
  const [found, ...others] = candidates;
  if (found && others.length === 0) return done(found);
  if (found) {
    return refused(
      'two-flows',
      `The package defines more than one flow: ${candidates.join(', ')}.`,
      'Keep the one that is to be deployed; the serving runtime does not choose.',
    );
  }
  const deeper = names.find((name) => definitionNames.includes(name.slice(name.lastIndexOf('/') + 1)));
  return refused(
    'no-flow',
    `The package has no flow.dag.yaml and no flow.flex.yaml at its top${deeper ? `; there is one at ${deeper}` : ''}.`,
    'Send the flow folder itself, with its definition at the top.',
  );
}
