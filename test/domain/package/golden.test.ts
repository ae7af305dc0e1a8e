import { afterAll, describe, expect, test } from 'vitest';
import { readFlow, readPackage } from '../../../domain/package/package.ts';
import { swaggerExample } from '../../../domain/package/samples.ts';
import { swaggerOf } from '../../../domain/package/swagger.ts';
import { type MeasuredFlow, measuredFlows } from '../../support/measured-flows.ts';

const measured = measuredFlows();
afterAll(() => measured?.remove());

const at = (flow: MeasuredFlow) => `${flow.folder}/${flow.file}`;

/** Where Flowferry says more than the serving code, and why. Nothing else may differ. */
const knownDifferences: Readonly<Record<string, string>> = {
  'promptflow__examples__flows__evaluation__eval-groundedness/flow.dag.yaml': 'the data leaves out .md files',
  'microsoft_promptflow-rag-project-template__financial_transcripts__evaluator__eval_multiple_score/flow.dag.yaml':
    'the data leaves out .md files',
  'promptflow__src__promptflow__tests__test_configs__wrong_flows__source_file_missing/flow.dag.jinja.yaml':
    'a missing template is met after what was measured, when the node is prepared',
  'promptflow__src__promptflow__tests__test_configs__wrong_flows__tool_type_missing/flow.dag.yaml':
    'a node with a connection has its type looked at after what was measured',
};

/** The runtime ends at the first of these; what comes after a load error was not measured. */
const errorsOf = ({ load_error, connections_error, validation_error, package_dependent }: MeasuredFlow): string[] =>
  [package_dependent ? undefined : (load_error ?? connections_error), validation_error].flatMap(
    (error) => error?.class ?? [],
  );

if (!measured) console.warn('SKIPPED: measured flows; ../shared/data/flows and promptflow-golden are not here');

describe.runIf(measured)('of every flow that was measured', () => {
  const flows = measured?.flows ?? [];
  const files = (flow: MeasuredFlow) => measured?.filesOf(flow.folder) ?? new Map();
  const reading = (flow: MeasuredFlow) => readFlow(flow.file, files(flow), flow.flow_name);
  const facts = (flow: MeasuredFlow) => reading(flow).facts;

  test('there are more than two hundred', () => {
    expect(flows.length).toBeGreaterThan(200);
  });

  test.each(flows.filter(({ swagger }) => swagger).map((flow) => [at(flow), flow] as const))(
    'the swagger document is the same: %s',
    (_, flow) => {
      const found = facts(flow);
      if (!found) throw new Error('no facts');

      expect(swaggerOf(found, swaggerExample(files(flow)))).toEqual(flow.swagger);
    },
  );

  test.each(flows.filter(({ connections }) => connections).map((flow) => [at(flow), flow] as const))(
    'the connections are the same: %s',
    (_, flow) => {
      const connections = facts(flow)?.connections ?? [];
      // The runtime does not list what a prompt's model and a class's arguments need, and fails without them all the same.
      const listed = connections.filter(({ usedBy }) =>
        usedBy.some((user) => user !== 'model' && !user.startsWith('init.')),
      );

      expect(listed.map(({ name }) => name)).toEqual([...(flow.connections ?? [])].sort());
    },
  );

  test.each(flows.map((flow) => [at(flow), flow] as const))('the faults are the same: %s', (place, flow) => {
    const own = reading(flow).faults.flatMap(({ runtimeClass }) => runtimeClass ?? []);
    const wanted = errorsOf(flow);

    expect(own).toEqual(expect.arrayContaining(wanted));
    if (!flow.load_error && !(place in knownDifferences)) expect(wanted).toEqual(expect.arrayContaining(own));
  });

  test.each(flows.filter(({ chat }) => chat).map((flow) => [at(flow), flow] as const))(
    'kind, outputs and variables are the same: %s',
    (_, flow) => {
      const found = facts(flow);
      const isEvaluation = reading(flow).faults.some(({ slug }) => slug === 'evaluation-flow');

      expect(found?.isChat).toBe(flow.chat?.is_chat);
      expect(found?.kind).toBe({ Flow: 'dag', FlexFlow: 'flex', PromptyFlow: 'prompty' }[flow.flow_class ?? '']);
      if (flow.aggregation_nodes) expect(isEvaluation).toBe(flow.aggregation_nodes.length > 0);
      if (flow.environment_variables) expect(found?.environmentVariables ?? {}).toEqual(flow.environment_variables);
      if (flow.effective_outputs && !flow.validation_error) {
        expect(found?.outputs.filter(({ isDropped }) => !isDropped).map(({ name }) => name)).toEqual(
          flow.effective_outputs,
        );
      }
    },
  );

  test.each(flows.map((flow) => [at(flow), flow] as const))(
    'the definition is found, or not, in the same way: %s',
    (_, flow) => {
      const slugs = readPackage(files(flow), flow.flow_name).faults.map(({ slug }) => slug);

      expect(slugs.includes('no-flow') || slugs.includes('two-flows')).toBe(flow.resolve_error !== undefined);
    },
  );
});
