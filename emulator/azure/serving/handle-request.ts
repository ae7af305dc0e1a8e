import type { Answers } from './answers.ts';
import type { Environment } from './connection-provider.ts';
import type { ContainerLog } from './container-log.ts';
import { type FlowOutput, isMapping, type Mapping } from './definition.ts';
import { type FlowError, flowError, httpStatusOf, isFlowError } from './flow-error.ts';
import type { FlowModel } from './flow-model.ts';
import { observed, type ScoreObservation } from './observation.ts';
import { flaskJson } from './python-text.ts';
import { inputsIn } from './request-inputs.ts';
import { answerKind, eventsOf, streamedOutputs } from './stream.ts';
import type { LoadedTool } from './tools.ts';

/** A request as it reaches the container on port 8080. Names of headers are in lower case. */
export interface ServingRequest {
  readonly method: string;
  /** Path with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface ServingResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The body in the pieces that a streamed answer arrives in. */
  readonly pieces?: readonly string[];
  /** What the metrics of the flow say about a request to /score. */
  readonly observation?: ScoreObservation;
}

export type HandleRequest = (request: ServingRequest) => ServingResponse;

/** A started flow, as its routes need it. */
export interface ServedFlow {
  readonly model: FlowModel;
  readonly tools: readonly LoadedTool[];
  /** Outputs that the response leaves out. */
  readonly removed: ReadonlySet<string>;
  readonly swagger: Mapping;
  readonly environment: Environment;
  readonly log: ContainerLog;
  /** Outputs that take effect; `undefined` while the connections could not be read. */
  readonly outputs: ReadonlyMap<string, FlowOutput> | undefined;
  /** Tries to read the connections again; throws while the role is missing. */
  readonly prepare: () => ReadonlyMap<string, FlowOutput>;
  /** Throws what a model answers while the identity lacks the role to use it. */
  readonly checkAccess: () => void;
  readonly answersFor: (outputs: ReadonlyMap<string, FlowOutput>) => Answers;
}

// The image that this emulator stands for: the newest one with known behaviour.
const coreVersion = '1.18.0';

/** The routes of the prompt flow server (promptflow-core, `core/_serving/v1/app.py`). */
export function requestHandler(flow: ServedFlow): HandleRequest {
  const isFastApi = (flow.environment.get('PROMPTFLOW_SERVING_ENGINE') ?? 'flask').toLowerCase() === 'fastapi';
  const write = (value: unknown) => (isFastApi ? JSON.stringify(value) : flaskJson(value));
  const json = (status: number, value: unknown): ServingResponse => ({
    status,
    contentType: 'application/json',
    body: write(value),
  });
  const score = scorer(flow, json);
  const routes: Readonly<Record<string, HandleRequest>> = {
    'POST /score': score,
    'GET /health': () => json(200, { status: 'Healthy', version: coreVersion }),
    'GET /version': () => json(200, versionOf(flow.environment)),
    'GET /swagger.json': () => json(200, flow.swagger),
    'POST /feedback': () => json(200, { status: 'Feedback received.' }),
    'GET /': () => html('<h1>Welcome to promptflow app.</h1>', 200),
    'POST /': () => html('<h1>Welcome to promptflow app.</h1>', 200),
  };
  return (request) => {
    const path = request.path.split('?')[0] ?? '/';
    const found = routes[`${request.method} ${path}`];
    if (found) return found(request);
    return isFastApi && `POST ${path}` in routes
      ? json(405, { detail: 'Method Not Allowed' })
      : notFound(request, path, isFastApi);
  };
}

const html = (body: string, status: number): ServingResponse => ({
  status,
  contentType: 'text/html; charset=utf-8',
  body,
});

function notFound(request: ServingRequest, path: string, isFastApi: boolean): ServingResponse {
  const asked = isFastApi
    ? `http://${request.headers['host'] ?? 'localhost:8080'}${request.path}`
    : `'${path.slice(1)}'`;
  const text =
    `The requested api ${asked} with ${request.method} is not supported by current app, if you entered the URL manually ` +
    'please check your spelling and try again.';
  return html(text, 404);
}

function versionOf(environment: Environment): Mapping {
  const build = environment.get('BUILD_INFO') ?? '';
  const number = /"build_number"\s*:\s*"([^"]+)"/.exec(build)?.[1];
  return { status: 'Healthy', build_info: build, version: number ?? coreVersion };
}

function scorer(flow: ServedFlow, json: (status: number, value: unknown) => ServingResponse): HandleRequest {
  let answers = flow.outputs && flow.answersFor(flow.outputs);
  const run = (request: ServingRequest): unknown => {
    answers ??= flow.answersFor(flow.prepare());
    const inputs = inputsIn(request.body, flow.model.inputs);
    flow.checkAccess();
    const answer = answers(inputs);
    return isMapping(answer) ? withoutRemoved(answer, flow.removed) : answer;
  };
  const outputs = new Map([...flow.model.outputs].filter(([name]) => !flow.removed.has(name)));
  const streamed = streamedOutputs(flow.model, outputs, flow.tools);
  return (request) => {
    const ids = idsOf(request);
    let observation = observed(flow.model, '', undefined, false);
    flow.log.info(`Start monitoring new request, ${ids}.`);
    try {
      const shown = run(request);
      // From here on the tokens are spent, whatever becomes of the answer.
      observation = observed(flow.model, request.body, shown, false);
      const kind = answerKind(request.headers['accept'], streamed);
      flow.log.info('Flow run result: <REDACTED>');
      const field = streamed[0];
      if (kind === 'json' || field === undefined || !isMapping(shown)) return { ...json(200, shown), observation };
      const pieces = eventsOf(shown, field);
      const stream = { contentType: 'text/event-stream; charset=utf-8', body: pieces.join(''), pieces };
      return { status: 200, ...stream, observation: { ...observation, streaming: true } };
    } catch (error) {
      return failed(asFlowError(error), flow, json, observation);
    } finally {
      flow.log.info(`Finish monitoring request, ${ids}.`);
    }
  };
}

const idsOf = ({ headers }: ServingRequest) =>
  `request_id: ${headers['x-request-id'] ?? 'None'}, client_request_id: ${headers['x-ms-client-request-id'] ?? 'None'}`;

const withoutRemoved = (answer: Mapping, removed: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => !removed.has(name)));

const asFlowError = (error: unknown): FlowError =>
  isFlowError(error) ? error : flowError('RuntimeError', String(error));

function failed(
  error: FlowError,
  flow: ServedFlow,
  json: (status: number, value: unknown) => ServingResponse,
  observation: ScoreObservation,
): ServingResponse {
  flow.log.error(error);
  const code = error.codes.split('/')[0];
  const response = json(httpStatusOf(error), { error: { code, message: error.message } });
  return { ...response, observation: { ...observation, exception: error.pythonClass } };
}
