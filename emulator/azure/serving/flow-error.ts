/** How the prompt flow runtime classifies its errors; the first part of a code decides between HTTP 400 and 500. */
const codesByClass: Readonly<Record<string, string>> = {
  ValidationException: 'UserError/ValidationError',
  UserErrorException: 'UserError',
  MissingConnectionProvider: 'UserError/FlowConnectionError/MissingConnectionProvider',
  InvalidConnectionData: 'UserError/FlowConnectionError/InvalidConnectionData',
  OpenURLUserAuthenticationError: 'UserError/UserAuthenticationError/OpenURLUserAuthenticationError',
  OpenURLFailedUserError: 'UserError/OpenURLFailedUserError',
  OpenURLNotFoundError: 'UserError/OpenURLNotFoundError',
  BuildConnectionError: 'SystemError/BuildConnectionError',
  InvalidSource: 'UserError/ValidationError/InvalidSource',
  PackageToolNotFoundError: 'UserError/ValidationError/PackageToolNotFoundError',
  FailedToImportModule: 'UserError/FailedToImportModule',
  PythonLoadError: 'UserError/ToolValidationError/PythonParsingError/PythonLoadError',
  MultipleToolsDefined: 'UserError/ToolValidationError/PythonParsingError/MultipleToolsDefined',
  NoToolDefined: 'UserError/ToolValidationError/PythonParsingError/NoToolDefined',
  NodeInputValidationError: 'UserError/ValidationError/InvalidRequest/NodeInputValidationError',
  GetConnectionError: 'UserError/ValidationError/InvalidRequest/GetConnectionError',
  GenerateFlowMetaJsonError: 'UserError/CoreError/GenerateFlowMetaJsonError',
  FlowEntryInitializationError: 'UserError/FlowEntryInitializationError',
  InvalidFlowInitConfig: 'UserError/InvalidFlowInitConfig',
  FlowDefinitionError: 'UserError/FlowDefinitionError',
  JsonPayloadRequiredForMultipleInputFields: 'UserError/JsonPayloadRequiredForMultipleInputFields',
  MissingRequiredFlowInput: 'UserError/MissingRequiredFlowInput',
  MultipleStreamOutputFieldsNotSupported: 'UserError/MultipleStreamOutputFieldsNotSupported',
  WrappedOpenAIError: 'UserError/OpenAIError/WrappedOpenAIError',
  NotAcceptable: 'UserError/NotAcceptable',
  InputTypeError: 'UserError/ValidationError/InvalidRequest/InputTypeError',
  InputParseError: 'UserError/ValidationError/InvalidRequest/InputParseError',
};

const graphErrors = [
  'DuplicateNodeName',
  'InputReferenceNotFound',
  'NodeReferenceNotFound',
  'NodeCircularDependency',
  'InvalidNodeReference',
  'EmptyOutputReference',
  'OutputReferenceNotFound',
];

/** An error as the Python runtime of the container would raise it. */
export interface FlowError extends Error {
  /** Name of the Python class, as it stands in the log and in the metric dimension `exception`. */
  readonly pythonClass: string;
  /** The hierarchical code, e.g. `UserError/ValidationError/InvalidSource`. */
  readonly codes: string;
}

/** Makes the error that the runtime would raise; a class that it does not know counts as a system error. */
export function flowError(pythonClass: string, message: string): FlowError {
  const graph = graphErrors.includes(pythonClass)
    ? `UserError/ValidationError/InvalidFlowRequest/${pythonClass}`
    : undefined;
  const codes = graph ?? codesByClass[pythonClass] ?? `SystemError/${pythonClass}`;
  return Object.assign(new Error(message), { pythonClass, codes });
}

export const isFlowError = (error: unknown): error is FlowError => error instanceof Error && 'pythonClass' in error;

/** 400 for what the caller or the flow did wrong, 406 for an Accept header that cannot be met, 500 for the rest. */
export function httpStatusOf(error: FlowError): number {
  if (error.pythonClass === 'NotAcceptable') return 406;
  return error.codes.startsWith('UserError') ? 400 : 500;
}
