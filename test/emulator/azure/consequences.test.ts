import { beforeEach, describe, expect, test } from 'vitest';
import { roles } from '../../../emulator/azure/authorization/roles.ts';
import { resourceGroup, workspaceName } from '../../support/azure-client.ts';
import { control, outcomeOf } from '../../support/deployment-outcome.ts';
import { azureOfEachTest, createDeployment, createEndpoint, registerModel } from '../../support/emulated-azure.ts';
import { echoPython, flowYaml } from '../../support/flow-files.ts';

const started = azureOfEachTest();

const place = [resourceGroup, workspaceName] as const;

const withConnection = (name: string) =>
  flowYaml.replace('question: ${inputs.question}', `question: \${inputs.question}\n    connection: ${name}`);
const connectedPython = echoPython
  .replace('import tool', 'import tool\nfrom promptflow.connections import CustomConnection')
  .replace('question: str', 'question: str, connection: CustomConnection');

describe('a container that cannot start (Troubleshoot online endpoints, ResourceNotReady)', () => {
  beforeEach(() => createEndpoint(started, 'echo'));
  const deploy = async (files: Record<string, string>, more = {}) => {
    const model = await registerModel(started, files, { name: `model-${Object.keys(files).length}` });
    await createDeployment(started, 'echo', 'blue', { model, ...more });
    return outcomeOf(started);
  };

  test('for want of a flow file', async () => {
    expect(await deploy({ 'readme.md': 'nothing' })).toMatchObject({ state: 'Failed', code: 'ResourceNotReady' });
  });

  test('for want of a source file, which its log names', async () => {
    const outcome = await deploy({ 'flow.dag.yaml': flowYaml });

    expect(outcome).toMatchObject({ state: 'Failed', code: 'ResourceNotReady' });
    expect(outcome.log).toContain('echo.py');
  });

  test('for want of a package, which its log names', async () => {
    const outcome = await deploy({ 'flow.dag.yaml': flowYaml, 'echo.py': `import nothing_like_it\n${echoPython}` });

    expect(outcome.code).toBe('ResourceNotReady');
    expect(outcome.log).toContain("No module named 'nothing_like_it'");
  });

  test('for want of a connection, when it may read secrets', async () => {
    const { identity } = await started.machineLearning.onlineEndpoints.get(...place, 'echo');
    const { id } = started.azure.workspace;
    await control(started, '/roles', {
      principalId: identity?.principalId,
      scope: id,
      role: roles.connectionSecretsReader.name,
    });

    const outcome = await deploy({ 'flow.dag.yaml': withConnection('absent'), 'echo.py': connectedPython });

    expect(outcome.code).toBe('ResourceNotReady');
    expect(outcome.log).toContain('connections/absent/listsecrets');
  });

  test('but a missing role on connections lets it come up (Learn article, "Access denied to list workspace secret")', async () => {
    const outcome = await deploy({ 'flow.dag.yaml': withConnection('open_ai_connection'), 'echo.py': connectedPython });

    expect(outcome.state).toBe('Succeeded');
  });

  test('for want of a model: BadArgument (Troubleshoot online endpoints, "unable to download user model")', async () => {
    const model = await registerModel(started, {}, { name: 'empty' });
    await createDeployment(started, 'echo', 'blue', { model });

    expect(await outcomeOf(started)).toMatchObject({ state: 'Failed', code: 'BadArgument' });
  });
});

test('no-quota: the family has no core left (Troubleshoot online endpoints, OutOfQuota)', async () => {
  await createEndpoint(started, 'echo');
  started.azure.cloud.faults.add({ name: 'no-quota', count: 1 });

  await expect(createDeployment(started)).rejects.toMatchObject({ statusCode: 400, code: 'BadRequest' });
});
