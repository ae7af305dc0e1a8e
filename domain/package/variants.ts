import { isMap, isSeq, parseDocument } from 'yaml';
import { done, type Outcome, refused } from '../outcome.ts';
import type { PackageFiles } from './archive.ts';
import { findDefinition } from './definition.ts';
import { fileText } from './file-text.ts';

/**
 * The package with another variant as the default: a batch run may have tested one, and what was tested is what ships.
 * `nodeVariant` is the run's own way of naming it, `${node.variant}`. Refuses with `invalid-flow` what the flow lacks.
 */
export function withVariant(files: PackageFiles, nodeVariant: string): Outcome<PackageFiles> {
  const definition = findDefinition(files);
  if (definition.kind === 'refused') return definition;
  const file = definition.value;
  const [, node = '', variant = ''] = /^\$\{([^.}]+)\.([^}]+)\}$/.exec(nodeVariant) ?? [];
  const document = parseDocument(fileText(files, file) ?? '');
  const choice = document.getIn(['node_variants', node]);
  if (!isMap(choice) || !isMap(choice.getIn(['variants', variant]))) {
    const message = `The batch run tested the variant ${nodeVariant}, which ${file} does not have.`;
    return refused('invalid-flow', message, 'Release the flow as it was when the run was made.', { file });
  }
  choice.set('default_variant_id', variant);
  useVariants(document.get('nodes'), node);
  return done(new Map([...files, [file, new TextEncoder().encode(document.toString())]]));
}

/** Without this mark the runtime leaves the node as it is. */
function useVariants(nodes: unknown, name: string): void {
  if (!isSeq(nodes)) return;
  for (const node of nodes.items) if (isMap(node) && node.get('name') === name) node.set('use_variants', true);
}
