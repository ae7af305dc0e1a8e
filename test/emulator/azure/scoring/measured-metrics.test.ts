import { describe, expect, test } from 'vitest';
import { flowMetrics } from '../../../../emulator/azure/scoring/flow-metrics.ts';
import { errorInside } from '../../../../emulator/azure/scoring/score-answers.ts';
import type { ServingResponse } from '../../../../emulator/azure/serving/handle-request.ts';
import { loadFlow } from '../../../../emulator/azure/serving/load-flow.ts';
import { connectionsOfScenario, flowFolders, hasContractData, measuredMetrics } from '../serving/contract-data.ts';

const aoai = { properties: { category: 'AzureOpenAI', authType: 'ApiKey', metadata: {} } };

/** The answers of the measurement: one that succeeds, one whose node fails, one in a type that the flow does not have. */
function measuredAnswers(): ServingResponse[] {
  const flow = loadFlow({
    files: flowFolders()('promptflow__examples__flows__standard__web-classification'),
    name: 'web-classification',
    environmentVariables: {
      PRT_CONFIG_OVERRIDE: 'deployment.subscription_id=s,deployment.resource_group=g,deployment.workspace_name=w',
    },
    connections: connectionsOfScenario({ open_ai_connection: aoai }),
    packagesInstalled: [],
    now: () => 0,
  });
  if (flow.kind !== 'running') throw new Error(flow.log);
  const score = (accept: string) =>
    flow.handle({ method: 'POST', path: '/score', headers: { accept }, body: '{"url":"u"}' });
  return [score('*/*'), errorInside(score('*/*'), 400), score('text/html')];
}

const names = ['flow_request', 'flow_latency', 'token_consumption'];
const label = (name: string, dimensions: Readonly<Record<string, string>>) =>
  `${name} ${JSON.stringify(Object.entries(dimensions).sort())}`;

describe.runIf(hasContractData)('metrics of the same three requests that the real server was measured with', () => {
  test.each([['true'], ['false']])(
    'have the measured dimensions and counts, with PF_DISABLE_TRACING=%s',
    (disabled) => {
      const measured = measuredMetrics().find((each) => each.PF_DISABLE_TRACING === disabled)?.metrics ?? [];
      const flows = flowMetrics();
      for (const { status, observation } of measuredAnswers()) {
        if (!observation) throw new Error('a request to /score is observed');
        const common = { endpoint: 'ep', deployment: 'blue' };
        flows.add('/c', { time: 0, status, latencyInMs: 5, observation, common, tracing: disabled === 'false' });
      }

      const points = [...(flows.of('/c').get(0)?.values() ?? [])];

      // How many tokens a request takes depends on the model; that it took any does not.
      const ours = points.map(({ name, dimensions, count }) => [
        label(name, dimensions),
        name === 'token_consumption' ? 'some' : count,
      ]);
      const theirs = measured
        .filter(({ name }) => names.includes(name))
        .map(({ name, attributes, value, count }) => [
          label(name, attributes),
          name === 'token_consumption' ? 'some' : (value ?? count),
        ]);
      expect(ours.sort()).toEqual(theirs.sort());
      expect(ours.length).toBe(disabled === 'true' ? 7 : 11);
      expect(points.filter(({ name }) => name === 'token_consumption').every(({ count }) => count === 2)).toBe(true);
    },
  );
});

if (!hasContractData)
  console.warn('SKIPPED: measured metrics; ../shared/data/promptflow-golden/metrics.json is not here');
