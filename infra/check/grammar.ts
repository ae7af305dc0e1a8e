import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';
import type { Finding } from './syntax.ts';

const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');

/** What the public grammar of Bicep cannot read. Our own reader is stricter; this one knows the whole language. */
export type FindInGrammar = (file: string, text: string) => readonly Finding[];

export async function loadGrammar(): Promise<FindInGrammar> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(grammar)));
  return (file, text) => {
    const tree = parser.parse(text);
    return tree ? [...broken(tree.rootNode)].map((node) => toFinding(file, node)) : [];
  };
}

function* broken(node: Node): Generator<Node> {
  if (node.isError || node.isMissing) yield node;
  else if (node.hasError) for (const child of node.children) if (child) yield* broken(child);
}

const toFinding = (file: string, { startPosition, text, type, isMissing }: Node): Finding => ({
  file,
  line: startPosition.row + 1,
  message: isMissing ? `${type} is missing` : `cannot be read: ${text.split('\n')[0]?.slice(0, 60)}`,
});
