import { answersOf } from './answers.ts';
import { connectionProvider, type Environment, providerUri, servingSetting } from './connection-provider.ts';
import { type ConnectionSource, type Connections, fetchConnections } from './connections.ts';
import { containerLog, workerFailure } from './container-log.ts';
import { type FlowFiles, type FlowOutput, textOf } from './definition.ts';
import { checkInit } from './flex-init.ts';
import { flowError, isFlowError } from './flow-error.ts';
import { connectionNames, type FlowModel, loadModel, loadTools } from './flow-model.ts';
import { checkGraph } from './graph.ts';
import { type HandleRequest, requestHandler } from './handle-request.ts';
import { checkModelAccess, type ModelAccess } from './model-access.ts';
import { installedModules } from './python-packages.ts';
import { decideRunMode } from './run-mode.ts';
import { feedbackPath, swaggerOf } from './swagger.ts';
import { resolveTools } from './tool-resolution.ts';
import type { LoadedTool } from './tools.ts';

/** What the container finds when it starts. */
export interface FlowStart {
  /** Files of the flow folder by their path in it; `AZUREML_MODEL_DIR/<name>` in the container. */
  readonly files: FlowFiles;
  /** Name of the folder under AZUREML_MODEL_DIR: the flow's name. */
  readonly name: string;
  /** Variables of the deployment. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  /** Answers `listsecrets` for the endpoint's identity, now; asked again at each request after a 403. */
  readonly connections: ConnectionSource;
  /** May the endpoint's identity use this resource by now? Asked at each request; absent: always. */
  readonly mayUse?: ModelAccess;
  /** Distributions installed on top of the prompt flow base image: lines of requirements.txt. */
  readonly packagesInstalled: Iterable<string>;
  /** Time for the log's lines, in milliseconds since 1970. */
  readonly now: () => number;
}

/** A container that answers requests. */
export interface RunningFlow {
  readonly kind: 'running';
  readonly handle: HandleRequest;
  /** The console so far. */
  readonly log: () => string;
}

/** A container that ended at its start: no probe ever succeeds. */
export interface CrashedFlow {
  readonly kind: 'crashed';
  /** The console, with the error class and text of the runtime in it. */
  readonly log: string;
}

/**
 * Starts what the prompt flow container starts: finds the definition, loads flow and tools, describes it, fetches its
 * connections and checks its graph, in this order; the first error ends it. A 403 on a connection is put off to the first
 * request. Source: promptflow-core, `core/_serving/app_base.py`; the article "Deploy a flow as a managed online endpoint".
 */
export function loadFlow(start: FlowStart): RunningFlow | CrashedFlow {
  const log = containerLog(start.now);
  try {
    return { kind: 'running', handle: started(start, log), log: log.text };
  } catch (error) {
    if (!isFlowError(error)) throw error;
    log.plain(workerFailure(error, start.now()));
    return { kind: 'crashed', log: log.text() };
  }
}

function started(start: FlowStart, log: ReturnType<typeof containerLog>): HandleRequest {
  const own = new Map(Object.entries(start.environmentVariables));
  decideRunMode(own, start.files, log);
  const scope = connectionProvider(own);
  const folder = `/var/azureml-app/azureml-models/${start.name}`;
  log.info(`Project path: ${folder}`);
  const isInstalled = installedModules(start.packagesInstalled);
  const model = loadModel(start.files, folder, isInstalled);
  const environment: Environment = new Map([...model.environment, ...own]);
  const tools = loadTools(model, start.files, folder, isInstalled);
  const names = connectionNames(model, tools);
  const removed = removedOutputs(model.outputs, servingSetting(environment, 'PROMPTFLOW_RESPONSE_INCLUDED_FIELDS'));
  const facts = {
    name: start.name,
    inputs: model.inputs,
    outputs: model.outputs,
    removed,
    samples: samplesIn(start.files),
  };
  const swagger = swaggerOf(facts);
  const document = { ...swagger, paths: { ...Object(swagger['paths']), '/feedback': feedbackPath } };
  const fetchAll = () => fetchConnections(names, environment, scope, start.connections);
  let connections: Connections = new Map();
  const prepare = () => {
    connections = fetchAll();
    return prepared(connections, model, tools, { files: start.files, folder, isInstalled, environment, log });
  };
  const checkAccess = () => checkModelAccess(tools, connections, start.mayUse);
  log.info('Promptflow executor starts initializing...');
  log.info(`Getting connections from pf client with provider from args: ${providerUri(scope)}...`);
  const outputs = attempt(prepare);
  const answersFor = (effective: ReadonlyMap<string, FlowOutput>) => answersOf(start.files, model, effective);
  return requestHandler({
    model,
    tools,
    removed,
    swagger: document,
    environment,
    log,
    outputs,
    prepare,
    checkAccess,
    answersFor,
  });
}

interface Preparation {
  readonly files: FlowFiles;
  readonly folder: string;
  readonly isInstalled: (module: string) => boolean;
  readonly environment: Environment;
  readonly log: ReturnType<typeof containerLog>;
}

/** The second half of the start, after the connections are there: answers the outputs that take effect. */
function prepared(connections: Connections, model: FlowModel, tools: readonly LoadedTool[], around: Preparation) {
  const keys = [...connections.keys()].map((name) => `'${name}'`).join(', ');
  around.log.info(`Promptflow get connections successfully. keys: dict_keys([${keys}])`);
  if (model.kind !== 'dag') {
    if (model.kind === 'flex') checkInit(model.definition, around.environment);
    return model.outputs;
  }
  const { outputs, warnings } = checkGraph(model);
  for (const warning of warnings) around.log.warning(warning);
  resolveTools(tools, connections, around);
  around.log.info('Promptflow executor initializing succeed!');
  return outputs;
}

/** Only the missing role to read connections is forgiven at the start: the first request tries again. */
function attempt<T>(prepare: () => T): T | undefined {
  try {
    return prepare();
  } catch (error) {
    if (isFlowError(error) && error.pythonClass === 'OpenURLUserAuthenticationError') return undefined;
    throw error;
  }
}

function removedOutputs(outputs: FlowModel['outputs'], included: string | undefined): Set<string> {
  const names = [...outputs];
  if (!included) return new Set(names.filter(([, { evaluationOnly }]) => evaluationOnly).map(([name]) => name));
  const kept = parsedFields(included);
  return new Set(names.filter(([name]) => !kept.includes(name)).map(([name]) => name));
}

function parsedFields(text: string): readonly unknown[] {
  const fields = parsed(text);
  return Array.isArray(fields) ? fields : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw flowError('JSONDecodeError', 'Expecting value: line 1 column 1 (char 0)');
  }
}

const samplesIn = (files: FlowFiles) => (files.has('samples.json') ? parsed(textOf(files, 'samples.json')) : undefined);
