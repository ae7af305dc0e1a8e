import { type FlowInput, isMapping, type Mapping } from './definition.ts';
import { flowError } from './flow-error.ts';
import { pythonRepr } from './python-text.ts';
import { coerced } from './value-type.ts';

/**
 * The inputs of a run from the body of a score request: JSON, or the raw text as the only input. Defaults are filled in,
 * fields that the flow does not know are dropped, values are brought to their types.
 * Throws what the runtime answers with 400, and with 500 for JSON that is no object.
 */
export function inputsIn(body: string, declared: ReadonlyMap<string, FlowInput>): Mapping {
  if (declared.size === 0) return {};
  const data = dataIn(body, declared);
  const missing = [...declared].filter(([name, input]) => input.default === undefined && !contains(data, name));
  if (missing.length > 0) {
    const names = pythonRepr(missing.map(([name]) => name));
    const text = `Required input fields ${names} are missing in request data ${pythonRepr(data)}`;
    throw flowError('MissingRequiredFlowInput', text);
  }
  const given = asRequestMapping(data);
  return Object.fromEntries(
    [...declared].map(([name, input]) => {
      const value = name in given ? given[name] : input.default;
      return [name, coerced(name, input.type, value)];
    }),
  );
}

function dataIn(body: string, declared: ReadonlyMap<string, FlowInput>): unknown {
  try {
    return JSON.parse(body);
  } catch {
    if (declared.size > 1) {
      throw flowError(
        'JsonPayloadRequiredForMultipleInputFields',
        "Promptflow executor received non json data, but there's more than 1 input fields, please use json request data instead.",
      );
    }
    return Object.fromEntries([...declared.keys()].map((name) => [name, body]));
  }
}

/** Python's `name in data`. */
function contains(data: unknown, name: string): boolean {
  if (Array.isArray(data)) return data.includes(name);
  if (typeof data === 'string') return data.includes(name);
  if (isMapping(data)) return name in data;
  throw flowError('TypeError', `argument of type '${pythonType(data)}' is not iterable`);
}

const pythonType = (value: unknown) => {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  return Number.isInteger(value) ? 'int' : 'float';
};

/** Python's `dict.update(data)`, which takes an empty or absent value for nothing. */
function asRequestMapping(data: unknown): Mapping {
  if (isMapping(data)) return data;
  if (data === null || (Array.isArray(data) && data.length === 0) || data === '') return {};
  if (Array.isArray(data)) {
    throw flowError('TypeError', 'cannot convert dictionary update sequence element #0 to a sequence');
  }
  if (typeof data === 'string') {
    throw flowError('ValueError', 'dictionary update sequence element #0 has length 1; 2 is required');
  }
  throw flowError('TypeError', `'${pythonType(data)}' object is not iterable`);
}
