import { type FlowNode, referenceIn, referencesOf } from './dag.ts';
import type { FlowOutput } from './definition.ts';
import { flowError } from './flow-error.ts';
import type { FlowModel } from './flow-model.ts';
import { pythonJson } from './python-text.ts';
import type { LoadedTool } from './tools.ts';

/**
 * The outputs that come piece by piece when a client asks for a stream: those of an LLM node that no other node reads, and
 * those of a Python generator.
 */
export function streamedOutputs(
  model: FlowModel,
  outputs: ReadonlyMap<string, FlowOutput>,
  tools: readonly LoadedTool[],
): string[] {
  if (model.kind !== 'dag') return model.isGenerator ? [...outputs.keys()] : [];
  const streaming = new Set(tools.filter((tool) => streams(tool, model.nodes)).map(({ node }) => node.name));
  return [...outputs]
    .filter(([, { reference }]) => typeof reference === 'string' && /^\$\{\w+(?:\.output)?\}$/.test(reference))
    .filter(([, { reference }]) => streaming.has(referenceIn(reference)?.name ?? ''))
    .map(([name]) => name);
}

const streams = ({ node, isGenerator }: LoadedTool, nodes: readonly FlowNode[]) =>
  isGenerator || (node.type === 'llm' && !nodes.some((other) => readsFrom(other, node)));

const readsFrom = (reader: FlowNode, node: FlowNode) =>
  referencesOf(reader).some(({ kind, name }) => kind === 'node' && name === node.name);

const eventStream = 'text/event-stream';
const jsonTypes = ['application/json', 'application/*', '*/*'];

/**
 * Decides between one JSON answer and a stream, from the Accept header. Throws NotAcceptable (406) for a type that the flow
 * cannot answer in, and an error (400) for more than one stream: both after the flow has run.
 */
export function answerKind(accept: string | undefined, streamed: readonly string[]): 'json' | 'stream' {
  const types = (accept ?? '*/*').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase() ?? '');
  if (types.includes(eventStream) && streamed.length > 0) {
    if (streamed.length === 1) return 'stream';
    throw flowError('MultipleStreamOutputFieldsNotSupported', 'Multiple stream output fields not supported.');
  }
  if (types.some((type) => jsonTypes.includes(type) || type === '')) return 'json';
  const supported = streamed.length > 0 ? `${eventStream}, application/json` : 'application/json';
  const text = `Media type ${accept} in Accept header is not acceptable. Supported media type(s) - ${supported}`;
  throw flowError('NotAcceptable', text);
}

/** The server-sent events of an answer: everything that is not streamed first, then the text in pieces. */
export function eventsOf(answer: Readonly<Record<string, unknown>>, field: string): string[] {
  const rest = Object.entries(answer).filter(([name]) => name !== field);
  const pieces = String(answer[field]).match(/\s*\S+/g) ?? [''];
  const events = pieces.map((piece) => ({ [field]: piece }));
  const first = rest.length > 0 ? [Object.fromEntries(rest)] : [];
  return [...first, ...events].map((event) => `data: ${pythonJson(event)}\n\n`);
}
