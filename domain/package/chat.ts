import type { DagPort } from './dag.ts';

/** The three fields that make a flow a conversation. */
export interface ChatShape {
  readonly isChat: boolean;
  readonly chatInput?: string;
  readonly chatHistory?: string;
  readonly chatOutput?: string;
  /** Why it is not a chat flow although a field says so. */
  readonly reason?: string;
}

/**
 * The serving runtime's own rule: one chat input, one chat output unless there are no outputs, and a history, which is
 * the input marked so or else the input called `chat_history`.
 */
export function chatShape(inputs: readonly DagPort[], outputs: readonly DagPort[]): ChatShape {
  const chatInputs = inputs.filter((input) => input.settings['is_chat_input'] === true);
  const chatOutputs = outputs.filter((output) => output.settings['is_chat_output'] === true);
  const history =
    inputs.find((input) => input.settings['is_chat_history'] === true) ??
    inputs.find((input) => input.name === 'chat_history' && input.settings['is_chat_history'] !== false);
  const reason = reasonAgainst(chatInputs.length, chatOutputs.length, outputs.length, history);
  if (reason) return { isChat: false, reason };
  const [chatInput] = chatInputs;
  const [chatOutput] = chatOutputs;
  return {
    isChat: true,
    ...(chatInput ? { chatInput: chatInput.name } : {}),
    ...(history ? { chatHistory: history.name } : {}),
    ...(chatOutput ? { chatOutput: chatOutput.name } : {}),
  };
}

function reasonAgainst(
  chatInputs: number,
  chatOutputs: number,
  outputs: number,
  history?: DagPort,
): string | undefined {
  if (chatInputs !== 1) return 'chat flow does not support multiple chat inputs';
  if (chatOutputs > 1) return 'chat flow does not support multiple chat outputs';
  if (chatOutputs === 0 && outputs > 0) return 'chat output is not configured';
  if (!history) return 'chat_history is required in the inputs of chat flow';
  return undefined;
}
