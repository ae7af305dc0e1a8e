/** What a value in a flow points to. */
export type Reference =
  | { readonly kind: 'literal' }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'node'; readonly name: string };

const literal: Reference = { kind: 'literal' };

/** `${inputs.x}` and `${flow.x}` point to a flow input; `${node}` and `${node.output.a}` to a node; all else is itself. */
export function referenceOf(value: unknown): Reference {
  const inner = typeof value === 'string' ? /^\$\{(.+)\}$/s.exec(value)?.[1] : undefined;
  if (inner === undefined) return literal;
  const input = /^(?:inputs|flow)\.(.*)$/s.exec(inner)?.[1];
  if (input !== undefined) return { kind: 'input', name: input };
  return { kind: 'node', name: inner.split('.', 1)[0] ?? inner };
}
