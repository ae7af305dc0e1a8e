import { createHash } from 'node:crypto';
import type { EnvironmentVersionProperties } from '@azure/arm-machinelearning';
import type { Environments } from '../domain/assets.ts';
import type { DockerContext, EnvironmentSpec } from '../domain/environment.ts';
import { done } from '../domain/outcome.ts';
import type { Arm } from './arm.ts';
import { orAbsent, orRefused } from './failures.ts';
import type { Uploads } from './uploads.ts';

/** An environment's version: an image as it is, or a Docker context that Azure builds when a deployment first needs it. */
export function createEnvironments(arm: Arm, uploads: Uploads): Environments {
  return {
    async exists(workspaceId, name, version) {
      const { client, group, workspace } = arm.machineLearning(workspaceId);
      const found = await orAbsent(`read environment ${name}:${version}`, () =>
        client.environmentVersions.get(group, workspace, name, version),
      );
      return found !== undefined;
    },
    create(workspaceId, name, version, spec) {
      const doing = `create environment ${name}:${version}`;
      const id = `${workspaceId}/environments/${name}/versions/${version}`;
      const { client, group, workspace } = arm.machineLearning(workspaceId);
      return orRefused(doing, async () => {
        const known = await orAbsent(doing, () => client.environmentVersions.get(group, workspace, name, version));
        if (known) return done({ id: known.id ?? id });
        const contextUri = spec.context && (await upload(uploads, workspaceId, spec.context, { name, version }));
        const body = { properties: toProperties(spec, contextUri) };
        const made = await client.environmentVersions.createOrUpdate(group, workspace, name, version, body);
        return done({ id: made.id ?? id });
      });
    },
  };
}

/** Both image and build are refused: "these are mutually exclusive properties". */
function toProperties(spec: EnvironmentSpec, contextUri: string | undefined): EnvironmentVersionProperties {
  const routes = { osType: 'Linux', inferenceConfig: spec.inferenceConfig } as const;
  if (spec.context && contextUri !== undefined) {
    return { ...routes, build: { contextUri, dockerfilePath: spec.context.dockerfilePath } };
  }
  if (spec.image !== undefined) return { ...routes, image: spec.image };
  throw new Error('an environment without an image or a Docker context');
}

interface Asset {
  readonly name: string;
  readonly version: string;
}

async function upload(uploads: Uploads, workspaceId: string, context: DockerContext, asset: Asset): Promise<string> {
  const files = new Map(Object.entries(context.files).map(([path, text]) => [path, Buffer.from(text)]));
  const { url } = await uploads.upload(workspaceId, { hash: hashOf(context), name: 'docker-context', files, asset });
  // The build service asks for the slash.
  return `${url}/`;
}

function hashOf(context: DockerContext): string {
  const entries = Object.entries(context.files).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('hex');
}
