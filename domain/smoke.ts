import type { Manifest } from './manifest.ts';
import type { PackageFacts } from './package/facts.ts';
import { placeholderOf } from './smoke/placeholders.ts';
import { recordFrom } from './smoke/sample.ts';

export { type AnswerCheck, checkAnswer } from './smoke/answer.ts';

/** One request to send to a new deployment. */
export interface SmokeRequest {
  readonly body: Readonly<Record<string, unknown>>;
  /** A text that the answer to this request must contain, beside what the manifest expects of every answer. */
  readonly contains?: string;
}

/** One exchange of a conversation, as a chat flow wants its history. */
export interface Exchange {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The file that `smokeRequests` wants the text of, if any. */
export const sampleFileFor = (facts: PackageFacts, manifest: Manifest): string | undefined =>
  manifest.smokeTest.sampleFrom ?? facts.sampleFile;

/**
 * What to send to a new deployment: the manifest's request, else the first line of the sample file, else defaults. Every
 * input of the flow is always sent: the container takes a misspelt field for an absent one and answers 200 from defaults.
 * With `turns` there is one request per turn; give each the history of those before with `withHistory`.
 */
export function smokeRequests(facts: PackageFacts, manifest: Manifest, sampleText?: string): readonly SmokeRequest[] {
  const given = manifest.smokeTest.request ?? recordFrom(sampleText);
  // Without a definition of the inputs (flex flows) all that is given is sent.
  const body: Record<string, unknown> = facts.inputs.length === 0 ? { ...given } : {};
  for (const input of facts.inputs) body[input.name] = given[input.name] ?? input.default ?? placeholderOf(input.type);
  const turns = manifest.smokeTest.turns;
  const chatInput = facts.chatInput;
  if (!turns || !chatInput) return [{ body }];
  return turns.map(({ say, contains }) => ({
    body: { ...body, [chatInput]: say },
    ...(contains === undefined ? {} : { contains }),
  }));
}

/** The request as the next turn of a conversation. */
export function withHistory(request: SmokeRequest, facts: PackageFacts, exchanges: readonly Exchange[]): SmokeRequest {
  if (!facts.chatHistory || exchanges.length === 0) return request;
  return { ...request, body: { ...request.body, [facts.chatHistory]: exchanges } };
}
