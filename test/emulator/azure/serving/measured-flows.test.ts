import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type FlowFiles, findDefinition } from '../../../../emulator/azure/serving/definition.ts';
import { isFlowError } from '../../../../emulator/azure/serving/flow-error.ts';
import {
  connectionNames,
  type FlowModel,
  loadModel,
  loadTools,
} from '../../../../emulator/azure/serving/flow-model.ts';
import { checkGraph } from '../../../../emulator/azure/serving/graph.ts';
import { installedModules } from '../../../../emulator/azure/serving/python-packages.ts';
import { swaggerOf } from '../../../../emulator/azure/serving/swagger.ts';
import type { LoadedTool } from '../../../../emulator/azure/serving/tools.ts';
import { flowFolders, hasContractData, type MeasuredFlow, measuredFlows } from './contract-data.ts';

// The files of these flows lie in the contract data as signatures: imports inside functions and conditions stand at the top
// there, and included files of other folders are absent. On the real files the runtime gets further.
const explained: Readonly<Record<string, string>> = {
  eager_flows__flow_with_additional_includes: 'the included file is not in the folder',
  'flows__chat__chat-with-pdf': 'import of a Windows module under a condition',
  chat_with_pdf__flows__standard: 'import of a Windows module under a condition',
  flows__export__linux__flow: 'import inside a function',
  flows__flow_with_requirements_txt: 'import inside a function',
  'flows__intent-copilot': 'import inside a function',
};
const isExplained = (folder: string) => Object.keys(explained).some((suffix) => folder.endsWith(suffix));

interface Observed {
  readonly what: string;
  readonly measured: unknown;
  readonly ours: unknown;
}

const thrownBy = (act: () => void) => {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!isFlowError(error)) throw error;
    return comparable({ class: error.pythonClass, message: error.message, codes: error.codes });
  }
};

// The list of available tools is an artefact of the measurement, and its path replacement ate a full stop.
const comparable = (error: MeasuredFlow['load_error']) =>
  error && {
    class: error.class,
    codes: error.codes,
    message: error.message.replace(/All available package tools.*/, '').replaceAll('<flow>.', '<flow>'),
  };

function compared(flow: MeasuredFlow, files: FlowFiles): Observed[] {
  const isInstalled = installedModules([]);
  const seen: Observed[] = [];
  const add = (what: string, measured: unknown, ours: unknown) => seen.push({ what, measured, ours });
  add(
    'resolve',
    comparable(flow.resolve_error),
    thrownBy(() => findDefinition(files, '<flow>')),
  );
  let model: FlowModel | undefined;
  const load = thrownBy(() => {
    model = loadModel(files, '<flow>', isInstalled, flow.file);
  });
  add('load', comparable(flow.load_error), load);
  const loaded = model;
  if (!loaded) return seen;
  let tools: LoadedTool[] = [];
  const toolError = thrownBy(() => {
    tools = loadTools(loaded, files, '<flow>', isInstalled);
  });
  add('tools', comparable(flow.connections_error), toolError);
  if (loaded.kind === 'dag')
    add(
      'graph',
      comparable(flow.validation_error),
      thrownBy(() => checkGraph(loaded)),
    );
  if (flow.connections) add('connections', flow.connections, connectionNames(loaded, tools).sort());
  if (flow.swagger) add('swagger', flow.swagger, swaggerFor(flow, loaded, files));
  return seen;
}

function swaggerFor(flow: MeasuredFlow, model: FlowModel, files: FlowFiles) {
  const samples = files.get('samples.json');
  const removed = new Set([...model.outputs].filter(([, output]) => output.evaluationOnly).map(([name]) => name));
  const document = swaggerOf({
    name: flow.flow_name,
    inputs: model.inputs,
    outputs: model.outputs,
    removed,
    samples: samples && JSON.parse(new TextDecoder().decode(samples)),
  });
  return JSON.parse(JSON.stringify(document)) as unknown;
}

const errorKinds = ['resolve', 'load', 'tools', 'graph'];

function tally(flows: readonly MeasuredFlow[]) {
  const folder = flowFolders();
  const all = flows.flatMap((flow) => compared(flow, folder(flow.folder)).map((seen) => ({ ...seen, flow })));
  const isEqual = ({ measured, ours }: Observed) => isDeepStrictEqual(measured, ours);
  const equal: Record<string, number> = {};
  for (const seen of all.filter(isEqual)) equal[kindOf(seen)] = (equal[kindOf(seen)] ?? 0) + 1;
  return { equal, different: all.filter((seen) => !isEqual(seen) && !isExplained(seen.flow.folder)) };
}

function kindOf({ what, measured }: Observed): string {
  if (!errorKinds.includes(what)) return what;
  return measured === undefined ? 'no error' : 'error';
}

describe.runIf(hasContractData)('the flows that the real runtime was measured on', () => {
  test('load, fail and describe themselves as measured', () => {
    const { equal, different } = tally(measuredFlows());

    console.info(
      'measured flows, equal:',
      equal,
      '; flows explained by the form of the data:',
      Object.keys(explained).length,
    );
    expect(different).toEqual([]);
    expect(equal).toMatchObject({ swagger: 202, connections: 172, error: 57 });
  });
});

if (!hasContractData) console.warn('SKIPPED: measured flows; ../shared/data/promptflow-golden/flows.jsonl is not here');
