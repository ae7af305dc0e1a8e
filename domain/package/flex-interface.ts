import { type DagPort, portsOf } from './dag.ts';
import type { FlexEntry } from './flex-entry.ts';
import type { PythonParameter } from './python/module.ts';
import { hidesTypes } from './python/tools.ts';
import { defaultText, fieldsReturned, typeOfParameter } from './python/types.ts';
import type { Mapping } from './yaml-values.ts';

/**
 * What callers of a flex flow send and get. The serving runtime takes the inputs from the Python signature, whatever the
 * definition says, and the outputs from the returned type, else from the definition.
 */
export function portsOfEntry(
  { call, module }: FlexEntry,
  settings: Mapping,
): { inputs: DagPort[]; outputs: DagPort[] } {
  const fields = fieldsReturned(call.returns, module);
  return {
    inputs: inputsOf(call.parameters).map((parameter) => ({
      name: parameter.name,
      type: servable(typeOfParameter(parameter, module)),
      settings: parameter.default === undefined ? {} : { default: defaultText(parameter.default) },
      path: ['inputs', parameter.name],
    })),
    outputs: Array.isArray(fields)
      ? fields.map(({ name, type }) => ({ name, type: servable(type), settings: {}, path: ['outputs', name] }))
      : portsOf(settings, 'outputs'),
  };
}

const servable = (type: string): string => (type === 'complex' ? 'object' : type);

const inputsOf = (parameters: readonly PythonParameter[]): PythonParameter[] =>
  parameters.filter(({ name }) => name !== 'self');

/** Types that the serving runtime cannot describe, for which it ends at start-up. */
export function interfaceProblems({ call, module, class: owner }: FlexEntry): string[] {
  const where = owner ? `${owner.name}.${call.name}` : call.name;
  const hidden =
    hidesTypes(module) && (call.returns !== undefined || call.parameters.some(({ annotation }) => annotation));
  if (hidden) return [`${where} has annotations that "from __future__ import annotations" hides from the runtime.`];
  const inputs = inputsOf(call.parameters)
    .filter((parameter) => typeOfParameter(parameter, module) === 'complex')
    .map(
      ({ name, annotation }) =>
        `The input ${name} of ${where} has the type ${annotation}; the runtime takes dict and list, and plain types.`,
    );
  const fields = fieldsReturned(call.returns, module);
  if (fields === 'complex')
    return [...inputs, `${where} returns ${call.returns}, which is no dataclass, TypedDict or str.`];
  const complex = Array.isArray(fields) ? fields.filter(({ type }) => type === 'complex') : [];
  return [
    ...inputs,
    ...complex.map(({ name }) => `The output ${name} of ${where} has a type that the runtime cannot describe.`),
  ];
}
