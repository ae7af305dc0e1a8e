/** One difference between what two releases of a flow promise their callers. */
export interface ContractChange {
  /** True if a caller of the old one can fail with the new one. */
  readonly isBreaking: boolean;
  readonly what:
    | 'input-added'
    | 'input-removed'
    | 'input-retyped'
    | 'input-default-removed'
    | 'output-added'
    | 'output-removed'
    | 'output-retyped'
    | 'chat-changed';
  readonly message: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * What changed for callers between two swagger documents of flows, the breaking changes first. Outputs may be added, not
 * removed or retyped; inputs may be added if they have a default, for the serving runtime asks for every other one.
 *
 * @param optional inputs of the candidate that have a default: the document leaves out defaults that are empty
 */
export function contractDiff(
  stable: Json,
  candidate: Json,
  optional: readonly string[] = [],
): readonly ContractChange[] {
  const changes = [
    ...chatChanges(stable, candidate),
    ...inputChanges(inputsOf(stable), inputsOf(candidate), optional),
    ...outputChanges(outputsOf(stable), outputsOf(candidate)),
  ];
  return changes.toSorted((a, b) => Number(b.isBreaking) - Number(a.isBreaking));
}

const change = (what: ContractChange['what'], isBreaking: boolean, message: string): ContractChange => ({
  isBreaking,
  what,
  message,
});

function inputChanges(before: Json, after: Json, optional: readonly string[]): ContractChange[] {
  const isRequired = (name: string, input: Json) => !('default' in input) && !optional.includes(name);
  return eachName(before, after).flatMap((name) => {
    const [old, now] = [at(before, name), at(after, name)];
    if (!now)
      return [change('input-removed', false, `The input ${name} is gone; what callers send for it is ignored.`)];
    if (!old) return [newInput(name, isRequired(name, now))];
    const retyped = typeOf(old) !== typeOf(now);
    if (retyped) return [change('input-retyped', true, `The input ${name} was ${typeOf(old)} and is ${typeOf(now)}.`)];
    const lostDefault = 'default' in old && isRequired(name, now);
    return lostDefault ? [change('input-default-removed', true, `The input ${name} has no default any more.`)] : [];
  });
}

const newInput = (name: string, isRequired: boolean): ContractChange =>
  change('input-added', isRequired, `The input ${name} is new${isRequired ? ', and callers must send it' : ''}.`);

function outputChanges(before: Json, after: Json): ContractChange[] {
  return eachName(before, after).flatMap((name) => {
    const [old, now] = [at(before, name), at(after, name)];
    if (!old) return [change('output-added', false, `The output ${name} is new.`)];
    if (!now) return [change('output-removed', true, `The output ${name} is gone.`)];
    if (typeOf(old) === typeOf(now)) return [];
    return [change('output-retyped', true, `The output ${name} was ${typeOf(old)} and is ${typeOf(now)}.`)];
  });
}

const chatMarks = ['x-flow-type', 'x-chat-input', 'x-chat-history', 'x-chat-output'] as const;

/** A client that holds a conversation finds its fields by these marks. A flow that becomes a chat disturbs nobody. */
function chatChanges(stable: Json, candidate: Json): ContractChange[] {
  const [before, after] = [at(stable, 'info') ?? {}, at(candidate, 'info') ?? {}];
  return chatMarks
    .filter((mark) => before[mark] !== after[mark])
    .map((mark) =>
      change(
        'chat-changed',
        before[mark] !== undefined,
        `${mark} was ${before[mark] ?? 'not set'} and is ${after[mark] ?? 'not set'}.`,
      ),
    );
}

const bodyPath = ['content', 'application/json', 'schema', 'properties'];
const inputsOf = (document: Json): Json => dig(document, ['paths', '/score', 'post', 'requestBody', ...bodyPath]);
const outputsOf = (document: Json): Json => dig(document, ['paths', '/score', 'post', 'responses', '200', ...bodyPath]);

const dig = (value: Json, path: readonly string[]): Json =>
  path.reduce<Json>((inner, key) => at(inner, key) ?? {}, value);

function at(value: Json, key: string): Json | undefined {
  const inner = Object.hasOwn(value, key) ? value[key] : undefined;
  return typeof inner === 'object' && inner !== null ? (inner as Json) : undefined;
}

const typeOf = (schema: Json): string => String(schema['type'] ?? 'anything');

const eachName = (before: Json, after: Json): string[] => [...new Set([...Object.keys(before), ...Object.keys(after)])];
