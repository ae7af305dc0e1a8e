import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { done, type Outcome, type Place, type Refused, refused } from './outcome.ts';

/** A YAML file as plain values, which can still tell where each of them stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Where the key or list item at this path stands; the nearest part above it that exists if there is none. */
  placeOf(path: readonly PropertyKey[]): Place;
}

/** Definitions and manifests are written by people. The parser takes a second for as much as this in its worst form. */
const maxYamlKibibytes = 64;

/**
 * Reads YAML 1.2, as the serving runtime does (`yes` and `off` are texts). Refuses with `bad-yaml`, line and column:
 * syntax errors, doubled keys, several documents, aliases that multiply, bytes that are not UTF-8.
 */
export function readYaml(file: string, bytes: Uint8Array): Outcome<YamlFile> {
  if (bytes.byteLength > maxYamlKibibytes * 1024) return badYaml({ file }, `it is larger than ${maxYamlKibibytes} KiB`);
  const lines = new LineCounter();
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // Doubled keys are looked for below: the parser's own check takes seconds for a file of many keys.
    const document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    // A warning is a tag that nobody knows: the serving runtime would not read such a file.
    const error = document.errors[0] ?? document.warnings[0] ?? unusableKey(document);
    if (error) return badYaml(placeAt(file, lines, error.pos[0]), error.message);
    return done({
      file,
      value: document.toJS(),
      placeOf: (path) => placeAt(file, lines, startOf(document, path), path),
    });
  } catch (problem) {
    // Not UTF-8, too many aliases, nested too deeply for the parser.
    return badYaml({ file }, problem instanceof Error ? problem.message : String(problem));
  }
}

const badYaml = (place: Place, problem: string): Refused =>
  refused(
    'bad-yaml',
    `${place.file} is not valid YAML${place.line ? ` (line ${place.line}, column ${place.column})` : ''}: ${problem}.`,
    'Correct the file at that place. Indentation counts, and a text with a colon needs quotes.',
    place,
  );

/** Names of what every object of JavaScript has. */
const reservedKeys: readonly unknown[] = ['__proto__', 'constructor', 'prototype'];

/** A key that occurs twice, or that would be mistaken for a part of the language. */
function unusableKey(document: Document): { pos: readonly [number]; message: string } | undefined {
  let found: { pos: readonly [number]; message: string } | undefined;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const problem = problemWith(key.value, seen);
        if (problem) found ??= { pos: [key.range?.[0] ?? 0], message: problem };
        seen.add(key.value);
      }
    },
  });
  return found;
}

function problemWith(key: unknown, seen: ReadonlySet<unknown>): string | undefined {
  if (seen.has(key)) return `the key ${key} occurs twice`;
  return reservedKeys.includes(key) ? `nothing can be called ${key}` : undefined;
}

/** The offset of the key (in a mapping) or item (in a list) that the path names. */
function startOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let start = (document.contents as Node | null)?.range?.[0] ?? 0;
  for (const step of path) {
    const next = childOf(node, step);
    if (!next) break;
    start = next.marker?.range?.[0] ?? start;
    node = next.node;
  }
  return start;
}

/** Each mapping's keys, looked up once: a file may have as many places to tell as it has keys. */
const knownPairs = new WeakMap<YAMLMap, Map<string, Pair>>();

function pairsOf(map: YAMLMap): Map<string, Pair> {
  const pairs =
    knownPairs.get(map) ??
    new Map(map.items.map((pair) => [String(isScalar(pair.key) ? pair.key.value : pair.key), pair]));
  knownPairs.set(map, pairs);
  return pairs;
}

function childOf(node: unknown, step: PropertyKey): { node: unknown; marker?: Node } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { node: item, marker: item as Node };
  }
  if (!isMap(node)) return undefined;
  const pair = pairsOf(node).get(String(step));
  return pair ? { node: pair.value, marker: pair.key as Node } : undefined;
}

function placeAt(file: string, lines: LineCounter, offset: number, path: readonly PropertyKey[] = []): Place {
  const { line, col } = lines.linePos(offset);
  const place = { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  return path.length === 0 ? place : { ...place, field: path.map(String).join('.') };
}
