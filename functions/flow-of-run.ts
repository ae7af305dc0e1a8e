import { hasManifest } from '../domain/manifest.ts';
import { done, type Outcome, type Refused, refused } from '../domain/outcome.ts';
import type { PackageFiles } from '../domain/package/archive.ts';
import { withVariant } from '../domain/package/variants.ts';
import type { Run } from '../domain/runs.ts';
import { partsOf } from '../domain/workspace.ts';
import type { World } from '../domain/world.ts';
import { zipFiles } from './zip-files.ts';

/** A flow as a batch run tested it. */
export interface TestedFlow {
  /** The name of its folder. */
  readonly name: string;
  readonly zip: Uint8Array;
}

/**
 * The flow that a batch run tested: the folder that was uploaded for it, with the variant that it ran as the default one,
 * and with the manifest in it or, where there is none, the operator's own for flows of this name (`defaults/<name>.yaml`
 * in the `flows` container).
 */
export async function flowOfRun(world: World, workspaceId: string, run: Run): Promise<Outcome<TestedFlow>> {
  const read = await filesOf(world, workspaceId, run);
  if (read.kind === 'refused') return read;
  const { name, files } = read.value;
  const varied = run.variant === undefined ? done(files) : withVariant(files, run.variant);
  if (varied.kind === 'refused') return varied;
  const complete = await withManifest(world, varied.value, name);
  return wasMadeOtherwise(run, complete) ?? done({ name, zip: await zipFiles(complete) });
}

interface NamedFiles {
  readonly name: string;
  readonly files: PackageFiles;
}

async function filesOf(world: World, workspaceId: string, run: Run): Promise<Outcome<NamedFiles>> {
  if (run.evaluates !== undefined) return evaluationItself(run, run.evaluates);
  if (run.status !== 'Completed') return notCompleted(run);
  if (run.flow.kind !== 'folder') {
    const which = run.flow.kind === 'resource' ? `the flow ${run.flow.id}` : 'a flow';
    return outOfReach(`Run ${run.id} ran ${which}, whose files only Azure can read.`);
  }
  const { folder } = run.flow;
  const files = await world.runs.flowFiles(workspaceId, folder);
  if (files.kind === 'refused') return files;
  const name = folder.path.split('/').at(-1) ?? 'flow';
  if (files.value) return done({ name, files: files.value });
  return outOfReach(`The folder ${folder.path} of run ${run.id} is not in the datastore ${folder.datastore} any more.`);
}

async function withManifest(world: World, files: PackageFiles, name: string): Promise<PackageFiles> {
  if (hasManifest(files)) return files;
  const byOperator = await world.packages.pushed(`defaults/${name}.yaml`);
  return byOperator ? new Map([...files, ['deploy.yaml', byOperator.bytes]]) : files;
}

/** Arguments of a flow's class are no part of its folder; its container takes them from a variable. */
function wasMadeOtherwise({ id, initArguments = [] }: Run, files: PackageFiles): Refused | undefined {
  if (initArguments.length === 0) return undefined;
  const texts = ['deploy.yaml', 'deploy.yml', 'flow.flex.yaml'].map((file) => files.get(file));
  if (texts.some((text) => new TextDecoder().decode(text).includes('PF_FLOW_INIT_CONFIG'))) return undefined;
  return refused(
    'flow-out-of-reach',
    `Run ${id} made the flow's class with arguments of its own (${initArguments.join(', ')}), which its folder does not have.`,
    'Write them as JSON into deployment.environmentVariables.PF_FLOW_INIT_CONFIG of deploy.yaml, and run it again.',
  );
}

const outOfReach = (message: string) =>
  refused(
    'flow-out-of-reach',
    message,
    'Run the flow from its folder (pfazure run create --flow <folder>), or push it as a zip.',
  );

const evaluationItself = ({ id }: Run, evaluated: string) =>
  refused(
    'evaluation-flow',
    `Run ${id} evaluates ${evaluated}; the flow of an evaluation is never deployed.`,
    `Deploy the flow that it evaluates: name ${evaluated} as the batch run, and ${id} as the evaluation run.`,
  );

/** A run that is no evidence of anything, because it did not come to its end. */
export const notCompleted = ({ id, status, error }: Run) =>
  refused(
    'run-not-completed',
    `Run ${id} ended as ${status}${error === undefined ? '' : ` (${error.slice(0, 500)})`}, so it is no evidence of anything.`,
    'Look at the run in the studio, and run it again.',
  );

/** A run by its name, or that there is none. */
export async function runNamed(world: World, workspaceId: string, runId: string): Promise<Outcome<Run>> {
  const run = await world.runs.get(workspaceId, runId);
  if (run.kind === 'refused') return run;
  if (run.value) return done(run.value);
  const { name } = partsOf(workspaceId);
  return refused(
    'unknown-run',
    `There is no run ${runId.slice(0, 200)} in the workspace ${name}.`,
    'Check the name of the run, and that it ran in this workspace.',
  );
}
