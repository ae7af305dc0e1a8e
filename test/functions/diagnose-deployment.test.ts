import { describe, expect, test } from 'vitest';
import { refused } from '../../domain/outcome.ts';
import { diagnoseDeployment } from '../../functions/activities/diagnose-deployment.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { workspaceId } from '../support/workspace-id.ts';

const target = { releaseId: 'r', endpoint: { workspaceId, name: 'chat' }, deployment: 'f-1' };

async function diagnosisOf(message: string, log = '') {
  const { world } = memoryWorld({ now: () => 0 });
  const logs = async () => [{ container: 'inference-server', text: log }];
  const work = diagnoseDeployment({ ...world, deployments: { ...world.deployments, logs } });
  const outcome = await work({ ...target, fault: refused('deployment-failed', message, 'Look.').fault });
  if (outcome.kind === 'refused') throw new Error(outcome.fault.message);
  return outcome.value;
}

describe('a failed deployment', () => {
  test('is explained by its log', async () => {
    const log = "Failed to load python module from file 'a.py': (ModuleNotFoundError) No module named 'bs4'";
    const { fault, tryAgain } = await diagnosisOf('ResourceNotReady: User container has crashed', log);

    expect(fault).toMatchObject({ slug: 'deployment-failed', class: expect.stringMatching(/^requirements\./) });
    expect(fault.message).toContain('bs4');
    expect(fault.message).toContain('User container has crashed');
    expect(tryAgain).toBe(false);
  });

  test('that may pass by itself is tried once more', async () => {
    expect((await diagnosisOf('OperationCanceled: waiting for lock confirmation')).tryAgain).toBe(true);
  });

  test('that nobody knows stays as Azure told it', async () => {
    const { fault, tryAgain } = await diagnosisOf('Something never seen before');

    expect(fault).toEqual(refused('deployment-failed', 'Something never seen before', 'Look.').fault);
    expect(tryAgain).toBe(false);
  });
});
