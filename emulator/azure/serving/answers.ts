import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { referenceIn } from './dag.ts';
import { type FlowFiles, type FlowOutput, isMapping, type Mapping, textOf } from './definition.ts';
import type { FlowModel } from './flow-model.ts';

/** Gives the outputs of a run. No Python runs here: the flow's own data answers, else readable values of the right type. */
export type Answers = (inputs: Mapping) => unknown;

/**
 * Answers from `data.jsonl` or `samples.json` at the top of the flow folder: a line whose inputs equal the request's gives
 * the outputs that it names. Every other output is a value of its type that depends on nothing but the inputs.
 */
export function answersOf(files: FlowFiles, model: FlowModel, outputs: ReadonlyMap<string, FlowOutput>): Answers {
  let lines: readonly Mapping[] | undefined;
  return (inputs) => {
    lines ??= linesIn(files);
    const line = lines.find((candidate) => matches(candidate, model, inputs)) ?? {};
    const hash = createHash('sha256')
      .update(JSON.stringify(Object.entries(inputs).sort()))
      .digest();
    if (outputs.size === 0 && model.kind !== 'dag') return line['output'] ?? typed('output', 'string', undefined, hash);
    return Object.fromEntries(
      [...outputs].map(([name, output]) => [name, outputValue(name, output, inputs, line, hash)]),
    );
  };
}

function linesIn(files: FlowFiles): Mapping[] {
  const data = files.has('data.jsonl') ? textOf(files, 'data.jsonl').split(/\r?\n/).map(jsonOrNothing) : [];
  const samples = files.has('samples.json') ? jsonOrNothing(textOf(files, 'samples.json')) : [];
  return [...data, ...(Array.isArray(samples) ? samples : [samples])].filter(isMapping);
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function matches(line: Mapping, { inputs: declared }: FlowModel, inputs: Mapping): boolean {
  const shared = [...declared.keys()].filter((name) => name in line);
  return shared.length > 0 && shared.every((name) => isDeepStrictEqual(line[name], inputs[name]));
}

function outputValue(name: string, output: FlowOutput, inputs: Mapping, line: Mapping, hash: Buffer): unknown {
  const reference = referenceIn(output.reference);
  if (reference?.kind === 'input') return inputs[reference.name];
  if (name in line) return line[name];
  if (output.reference !== undefined && reference === undefined) return output.reference;
  return typed(name, output.type, reference?.name, hash);
}

function typed(name: string, type: string, node: string | undefined, hash: Buffer): unknown {
  const mark = hash.toString('hex', 0, 4);
  const text = `${name}${node === undefined ? '' : ` of node ${node}`}, emulated for input ${mark}`;
  const number = hash.readUInt32BE(0);
  switch (type) {
    case 'int':
      return number % 1000;
    case 'double':
      return (number % 10_000) / 10_000;
    case 'bool':
      return number % 2 === 0;
    case 'list':
      return [text];
    case 'object':
      return { [name]: text };
    case 'image':
      return {
        'data:image/png;base64':
          'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
      };
    default:
      return text;
  }
}
