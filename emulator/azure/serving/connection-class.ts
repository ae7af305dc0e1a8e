import type { Environment } from './connection-provider.ts';
import { asMapping, isMapping, type Mapping } from './definition.ts';
import { flowError } from './flow-error.ts';

interface ConnectionClass {
  readonly name: string;
  /** `serves`: Entra tokens work; `lacksKey`: the class needs a key; `refuses`: the auth type is not known. */
  readonly entra: 'serves' | 'lacksKey' | 'refuses';
}

const classByCategory: Readonly<Record<string, ConnectionClass>> = {
  AzureOpenAI: { name: 'AzureOpenAIConnection', entra: 'serves' },
  CognitiveSearch: { name: 'CognitiveSearchConnection', entra: 'serves' },
  AIServices: { name: 'AzureAIServicesConnection', entra: 'serves' },
  Serverless: { name: 'ServerlessConnection', entra: 'lacksKey' },
  OpenAI: { name: 'OpenAIConnection', entra: 'refuses' },
  Serp: { name: 'SerpConnection', entra: 'refuses' },
};

const classByKind: Readonly<Record<string, ConnectionClass>> = {
  'Content Safety': { name: 'AzureContentSafetyConnection', entra: 'lacksKey' },
  'Form Recognizer': { name: 'FormRecognizerConnection', entra: 'lacksKey' },
};

/** A connection as a tool receives it. */
export interface BuiltConnection {
  readonly pythonClass: string;
  /** With Entra authentication: the ARM id of the resource on which the endpoint's identity needs a role. */
  readonly entraResource?: string;
}

/**
 * Turns an ARM connection into the object that a tool receives.
 * Throws as the runtime does for a category it does not know and for an authentication that the class does not serve.
 */
export function builtConnection(name: string, connection: unknown, environment: Environment): BuiltConnection {
  const properties = asMapping(asMapping(connection)['properties']);
  if (!isMapping(connection) || properties['category'] === undefined) throw unrecognised(name);
  checkVariables(properties, environment);
  const metadata = asMapping(properties['metadata']);
  if (properties['category'] === 'CustomKeys') return { pythonClass: customClass(metadata) };
  const found =
    properties['category'] === 'CognitiveService'
      ? classByKind[String(metadata['Kind'])]
      : classByCategory[String(properties['category'])];
  if (!found) throw unrecognised(name);
  if (properties['authType'] !== 'AAD') return { pythonClass: found.name };
  checkEntra(name, found);
  return { pythonClass: found.name, entraResource: String(metadata['ResourceId'] ?? '') };
}

function customClass(metadata: Mapping): string {
  const type = metadata['azureml.flow.connection_type'];
  return type === undefined || type === 'Custom'
    ? 'CustomConnection'
    : String(type).replace(/(?:Connection)?$/, 'Connection');
}

function checkEntra(name: string, found: ConnectionClass): void {
  if (found.entra === 'lacksKey') {
    throw flowError('TypeError', `${found.name}.__init__() missing 1 required positional argument: 'api_key'`);
  }
  if (found.entra === 'refuses')
    throw notBuilt(name, "Unsupported connection auth type 'AAD', supported types are 'ApiKey'.");
}

const notBuilt = (name: string, reason: string) =>
  flowError('BuildConnectionError', `Build connection dict for connection ${name} failed with ${reason}.`);

const unrecognised = (name: string) =>
  notBuilt(
    name,
    `Connection ${name} is not recognized in PromptFlow, please make sure the connection is created in PromptFlow.`,
  );

/** A value `${env:NAME}` is read from the environment when the connection is built. */
function checkVariables(properties: Mapping, environment: Environment): void {
  const texts = JSON.stringify(properties).matchAll(/"\$\{env:([^}]+)\}"/g);
  for (const [, name = ''] of texts) {
    if (!environment.has(name)) throw flowError('UserErrorException', `Environment variable ${name} is not found.`);
  }
}
