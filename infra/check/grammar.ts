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
  const known = new Map<string, readonly Finding[]>();
  const find = (file: string, text: string): readonly Finding[] => {
    const tree = parser.parse(text);
    const findings = tree ? [...broken(tree.rootNode)].map((node) => toFinding(file, node)) : [];
    tree?.delete();
    return findings;
  };
  return (file, text) => {
    const key = `${file}\n${text}`;
    const findings = known.get(key) ?? find(file, text);
    known.set(key, findings);
    return findings;
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
