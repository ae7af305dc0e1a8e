import type { FaultSlug, Place } from '../outcome.ts';
import type { PackageFault } from './facts.ts';

/** What to do about each way in which the serving runtime would refuse the flow at start-up. */
const remedies = {
  DuplicateNodeName: 'Rename one of them.',
  InputReferenceNotFound: 'Add the input to the flow, or correct the reference.',
  NodeReferenceNotFound: 'Correct the name of the node.',
  NodeCircularDependency: 'Take one of the references out of the circle; activate.when counts too.',
  InvalidNodeReference: 'Refer to a node of the same kind.',
  EmptyOutputReference: 'Say which node the output comes from.',
  OutputReferenceNotFound: 'Correct the reference of the output.',
  FlowDefinitionError: 'Give activate both a `when` and an `is`.',
  KeyError: 'Complete the definition.',
  UnservableType: 'Use int, double, bool, string, list, object or image.',
  InvalidSource: 'Add the file to the package, or correct the path in the definition.',
  NotImplementedError:
    'Give the node a type and a source that the Python runtime serves: llm, prompt, python, custom_llm.',
  MultipleToolsDefined: 'Keep one function under @tool in each file.',
  NoToolDefined: 'Put the function that the node runs under @tool (from promptflow.core import tool).',
  FailedToImportModule: 'Correct the module of the node; it may be left out.',
  PackageToolNotFoundError: 'Correct the id of the tool.',
  GenerateFlowMetaJsonError:
    'Make the entry a function or callable class whose types are simple, a dataclass or a TypedDict.',
  MissingConnection: 'Name the connection of the model that the node is to call.',
} as const;

export type RuntimeClass = keyof typeof remedies;

/** A fault for which the container would crash at start, told a quarter of an hour earlier. */
export const invalidFlow = (
  runtimeClass: RuntimeClass,
  message: string,
  place: Place,
  slug: FaultSlug = 'invalid-flow',
): PackageFault => ({ slug, message, remedy: remedies[runtimeClass], place, runtimeClass });
