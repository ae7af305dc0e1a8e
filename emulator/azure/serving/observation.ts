import type { FlowModel } from './flow-model.ts';

/** What one request to /score adds to the flow's own metrics (meter "Promptflow Standard Metrics"). */
export interface ScoreObservation {
  /** Dimension `flow`: the definition's `id`, else literally `default_flow_id`. */
  readonly flow: string;
  /** Innermost Python class of the error; empty without one. */
  readonly exception: string;
  readonly streaming: boolean;
  /** Tokens by LLM node; counted only where tracing is switched on. */
  readonly tokens: readonly TokenUse[];
}

export interface TokenUse {
  readonly node: string;
  /** The node's `deployment_name` or `model`. */
  readonly engine: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

// A usual rule of thumb: a token is about four letters of English.
const lettersPerToken = 4;

/** Describes a request by its body and its answer. Token counts are estimated from their lengths. */
export function observed(model: FlowModel, body: string, answer: unknown, streaming: boolean): ScoreObservation {
  const tokensIn = (text: string) => Math.max(1, Math.ceil(text.length / lettersPerToken));
  const nodes = answer === undefined ? [] : model.nodes.filter(({ type }) => type === 'llm');
  return {
    flow: model.id ?? 'default_flow_id',
    exception: '',
    streaming,
    tokens: nodes.map((node) => ({
      node: node.name,
      engine: String(node.inputs['deployment_name'] ?? node.inputs['model'] ?? ''),
      promptTokens: tokensIn(body),
      completionTokens: tokensIn(JSON.stringify(answer) ?? ''),
    })),
  };
}
