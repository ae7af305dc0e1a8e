import type { Ailment, Fix } from './ailment.ts';
import { environmentAilments } from './environments.ts';
import { flowAilments } from './flows.ts';
import { limitAilments } from './limits.ts';
import { permissionAilments } from './permissions.ts';
import { platformAilments } from './platform.ts';

/** All that is known of a failure: any of it may be absent. */
export interface Evidence {
  /** The error of an operation or request, as Azure gave it: JSON or text. */
  readonly error?: unknown;
  /** The last lines of the container's and of the storage initializer's log. */
  readonly logs?: readonly { readonly container: string; readonly text: string }[];
  /** The answer to a scoring request; `ms-azureml-model-error-*` among its headers tell what the container said. */
  readonly answer?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/** What is wrong, why, and what to do. Plain JSON. */
export interface Diagnosis {
  /** A heading in docs/faults.md, for example `quota.vm_cores`. */
  readonly class: string;
  readonly cause: string;
  readonly remedy: string;
  readonly isRetryable: boolean;
  /** What may be done once without asking anybody. */
  readonly fix?: Fix;
  /** What the texts say beside: a module, a connection, numbers of a quota. */
  readonly details: Readonly<Record<string, string>>;
}

/** In the order in which they are looked for: what says why, before what only says that. */
export const ailments: readonly Ailment[] = [
  ...environmentAilments.filter(({ class: name }) => name.startsWith('requirements.')),
  ...permissionAilments,
  ...flowAilments,
  ...environmentAilments.filter(({ class: name }) => !name.startsWith('requirements.')),
  ...limitAilments,
  ...platformAilments,
];

/** Reads a failed deployment or request from its error, its logs and its answer. An unknown failure is told as such. */
export function diagnose(evidence: Evidence): Diagnosis {
  const text = textsOf(evidence).join(' \n ').replaceAll(/\s+/g, ' ').slice(0, maxCharacters);
  for (const { signs, ...ailment } of ailments) {
    const found = signs.map((sign) => sign.exec(text)).find((match) => match !== null);
    if (found) return { ...ailment, details: { ...found.groups } };
  }
  return unknown;
}

/** Errors and log tails are short; what is longer is cut, newest last. */
const maxCharacters = 200_000;

const unknown: Diagnosis = {
  class: 'unknown',
  cause: 'The failure is not one that Flowferry knows.',
  remedy: 'Read the log of the container and the error of the operation in the release.',
  isRetryable: false,
  details: {},
};

function textsOf({ error, logs = [], answer }: Evidence): string[] {
  const headers = Object.entries(answer?.headers ?? {}).filter(([name]) =>
    name.toLowerCase().startsWith('ms-azureml-model-error'),
  );
  const status = answer && answer.status >= 400 && answer.status !== 424 ? [`status ${answer.status}`] : [];
  return [
    ...textsIn(error),
    ...logs.map(({ text }) => withoutChatter(text.slice(-20_000))),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(answer ? [answer.body.slice(0, 20_000)] : []),
    ...status,
  ];
}

/** What a log says when nothing is wrong; the serving runtime reports modules there that it does without. */
const withoutChatter = (log: string): string =>
  log
    .split('\n')
    .filter((line) => !/\[(INFO|WARNING|DEBUG)\]|^\s*(INFO|WARNING|DEBUG)\b/.test(line))
    .join('\n');

/** Every text within an error, however it is nested: codes, messages, details, inner errors. */
function textsIn(error: unknown, depth = 0): string[] {
  if (typeof error === 'string') return [error.slice(0, 20_000)];
  if (typeof error !== 'object' || error === null || depth > 12) return [];
  return Object.entries(error).flatMap(([key, inner]) =>
    // A number says nothing without its key: many are ids and times, few are statuses.
    typeof inner === 'number' ? [`${key} ${inner}`] : textsIn(inner, depth + 1),
  );
}
