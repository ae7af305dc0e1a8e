import type { PackageFacts } from '../../domain/package/facts.ts';

/** A flow with one input, one output and one connection, with the given parts in place of its own. */
export const factsOf = (parts: Partial<PackageFacts> = {}): PackageFacts => ({
  kind: 'dag',
  flowFile: 'flow.dag.yaml',
  name: 'my-flow',
  isChat: false,
  inputs: [{ name: 'question', type: 'string', required: true }],
  outputs: [{ name: 'answer', type: 'string' }],
  connections: [{ name: 'open ai', usedBy: ['ask'] }],
  usesIndexLookup: false,
  ...parts,
});
