import { describe, expect, test } from 'vitest';
import { type CrashedFlow, loadFlow, type RunningFlow } from '../../../../emulator/azure/serving/load-flow.ts';
import {
  connectionsOfScenario,
  filesOf,
  flowFolders,
  hasContractData,
  type MeasuredScenario,
  measuredScenarios,
} from './contract-data.ts';

type Exchange = NonNullable<MeasuredScenario['exchanges']>[number];

const folder = hasContractData ? flowFolders() : undefined;
const scenarios = hasContractData
  ? measuredScenarios().filter(
      ({ flow, setup }) => flow.text_included || setup.replaced_files?.['flow.dag.yaml'] !== undefined,
    )
  : [];

function start({ flow, setup }: MeasuredScenario): RunningFlow | CrashedFlow {
  const own = flow.text_included ? (folder?.(flow.folder) ?? []) : [];
  return loadFlow({
    files: new Map([...own, ...filesOf(setup.replaced_files ?? {})]),
    name: setup.mounted_as,
    environmentVariables: setup.environment,
    connections: connectionsOfScenario(setup.connections),
    packagesInstalled: [],
    now: () => Date.parse('2026-11-22T12:00:00Z'),
  });
}

// Values of outputs come from Python there and from data or types here: what must agree is their names.
function comparable({ request }: Exchange, body: string, status: number): unknown {
  const withVersion = body.replace(/"version":"[^"]*"/, '"version":"*"');
  if (request.path !== '/score' || status !== 200)
    return request.path === '/swagger.json' ? JSON.parse(body) : withVersion;
  if (body.startsWith('data:'))
    return [...new Set(body.split('\n\n').map((event) => /^data: \{"(\w+)"/.exec(event)?.[1]))];
  return Object.keys(JSON.parse(body) as object);
}

describe.runIf(hasContractData)('the scenarios that the real server was measured in', () => {
  test('cover 19 of 27: the flows of the others are not part of the data', () => {
    expect(scenarios).toHaveLength(19);
  });

  test.each(scenarios.map((scenario) => [scenario.case, scenario] as const))('%s', (_name, scenario) => {
    const flow = start(scenario);

    if (scenario.startup_error) {
      const { class: pythonClass, message } = scenario.startup_error;
      const text = message.replace('<AZUREML_MODEL_DIR>', '/var/azureml-app/azureml-models');
      expect(flow).toMatchObject({ kind: 'crashed', log: expect.stringContaining(`${pythonClass}: ${text}\n`) });
      return;
    }
    if (flow.kind !== 'running') throw new Error(`the container crashed: ${flow.log}`);
    for (const exchange of scenario.exchanges ?? []) {
      const { method, path, headers, body = '' } = exchange.request;
      const lowered = Object.fromEntries(
        Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      );

      const response = flow.handle({ method, path, headers: lowered, body });

      const { status, content_type, body: measured } = exchange.response;
      expect([path, response.status, response.contentType]).toEqual([path, status, content_type]);
      expect(comparable(exchange, response.body, status)).toEqual(comparable(exchange, measured, status));
    }
  });
});

if (!hasContractData)
  console.warn('SKIPPED: measured scenarios; ../shared/data/promptflow-golden/serving.json is not here');
