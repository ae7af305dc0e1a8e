import * as z from 'zod';
import type { Manifest } from '../manifest.ts';
import type { PackageFacts } from '../package/facts.ts';
import type { ScoringAnswer } from '../world.ts';
import { sameValue } from './same-value.ts';
import { isFields, parsed } from './sample.ts';

/** Whether a deployment answered as it should. */
export interface AnswerCheck {
  readonly passed: boolean;
  /** Everything that was not as expected. */
  readonly reasons: readonly string[];
  /** True if the endpoint's identity has not got its role yet: that takes minutes, and asking again is the cure. */
  readonly waitForRole?: boolean;
}

/**
 * Judges one answer: its status, that every output of the flow is there, and whatever the manifest expects beside.
 * A bare 200 proves nothing: the container gives it for a request that it did not understand.
 */
export function checkAnswer(
  facts: PackageFacts,
  manifest: Manifest,
  answer: ScoringAnswer,
  contains?: string,
): AnswerCheck {
  const { expect } = manifest.smokeTest;
  if (answer.status !== expect.status) {
    const reason = `The answer was HTTP ${answer.status} instead of ${expect.status}: ${excerpt(answer.body)}`;
    return { passed: false, reasons: [reason], ...(lacksRole(answer) ? { waitForRole: true } : {}) };
  }
  const texts = contains === undefined ? expect.contains : [...expect.contains, contains];
  const reasons = [
    ...problemsOfOutputs(facts, manifest, answer),
    ...texts.filter((text) => !answer.body.includes(text)).map((text) => `The answer does not contain "${text}".`),
    ...problemsOfSchema(expect.jsonSchema, answer.body),
    ...problemsOfLatency(expect.maxLatencySeconds, answer.latencyInSeconds),
  ];
  return { passed: reasons.length === 0, reasons };
}

/** How the container, and the services it calls, say that a role assignment has not arrived. */
const roleTexts = [
  'Access denied to list workspace secret',
  'OpenURLUserAuthenticationError',
  'OpenAI API hits PermissionDeniedError',
  'workspaces/datastores/read',
];

const lacksRole = ({ status, body }: ScoringAnswer): boolean =>
  status >= 400 &&
  (roleTexts.some((text) => body.includes(text)) || /listsecrets[\s\S]*Identity\(object id/.test(body));

function problemsOfOutputs(facts: PackageFacts, manifest: Manifest, { status, body }: ScoringAnswer): string[] {
  const { outputs } = manifest.smokeTest.expect;
  const wanted = outputs ?? (status === 200 ? outputsOf(facts, manifest) : []);
  const names = Array.isArray(wanted) ? wanted : Object.keys(wanted);
  const answered = parsed(body);
  if (names.length === 0) return answered === undefined && status === 200 ? ['The answer is not JSON.'] : [];
  if (!isFields(answered)) return [`The answer is not a JSON object: ${excerpt(body)}`];
  const missing = names.filter((name) => (answered[name] ?? null) === null);
  const values = isFields(wanted) ? Object.entries(wanted) : [];
  const different = values.filter(([name, value]) => !missing.includes(name) && !sameValue(value, answered[name]));
  return [
    ...missing.map((name) => `The answer has no output ${name}.`),
    ...different.map(
      ([name, value]) =>
        `The output ${name} is ${excerpt(JSON.stringify(answered[name]))} instead of ${JSON.stringify(value)}.`,
    ),
  ];
}

/** The outputs that the endpoint will give: the manifest's choice, else all but those for evaluation. */
const outputsOf = (facts: PackageFacts, manifest: Manifest): readonly string[] =>
  manifest.outputs.length > 0
    ? manifest.outputs
    : facts.outputs.filter((output) => !output.evaluationOnly && !output.isDropped).map(({ name }) => name);

function problemsOfSchema(schema: Readonly<Record<string, unknown>> | undefined, body: string): string[] {
  if (!schema) return [];
  const result = z.fromJSONSchema(schema as never).safeParse(parsed(body));
  const issues = result.error?.issues ?? [];
  return issues.map(
    (issue) => `The answer does not fit the schema at ${issue.path.join('.') || 'its top'}: ${issue.message}.`,
  );
}

const problemsOfLatency = (maxSeconds: number | undefined, seconds: number): string[] =>
  maxSeconds !== undefined && seconds > maxSeconds
    ? [`The answer took ${seconds.toFixed(1)} s instead of at most ${maxSeconds} s.`]
    : [];

const excerpt = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);
