import type { DagPort } from './dag.ts';
import type { FlowInput, FlowOutput } from './facts.ts';
import { type Mapping, textOf } from './yaml-values.ts';

/** An input as callers see it. */
export function inputOf({ name, type = 'object', settings }: DagPort): FlowInput {
  const fallback = settings['default'] ?? undefined;
  const chat = chatPart(settings);
  return {
    name,
    type,
    required: fallback === undefined,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...described(settings),
    ...(chat ? { chat } : {}),
  };
}

/** An output as callers see it. */
export const outputOf = ({ name, type = 'object', settings }: DagPort, isDropped: boolean): FlowOutput => ({
  name,
  type,
  ...(settings['evaluation_only'] === true ? { evaluationOnly: true } : {}),
  ...(isDropped ? { isDropped } : {}),
  ...(settings['is_chat_output'] === true ? { isChatOutput: true } : {}),
  ...described(settings),
});

function chatPart(settings: Mapping): FlowInput['chat'] {
  if (settings['is_chat_input'] === true) return 'input';
  return settings['is_chat_history'] === true ? 'history' : undefined;
}

function described(settings: Mapping): { description?: string } {
  const description = textOf(settings['description']);
  return description ? { description } : {};
}
