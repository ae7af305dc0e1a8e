import type { HttpRequest } from '@azure/functions';
import * as z from 'zod';
import { done, type Outcome, refused } from '../../domain/outcome.ts';
import type { World } from '../../domain/world.ts';
import { type Delivery, tooLarge } from '../accept-package.ts';
import { readRun } from '../accept-run.ts';
import { runNamed } from '../flow-of-run.ts';
import { nameOfZip, workspaceOf } from '../workspace-of.ts';

/** `{ "blob": "chat.zip", "workspace": "ml-test" }`: a zip that lies in the `flows` container. */
export const namedBlob = z.strictObject({
  blob: z.string().min(1).describe('The path of a zip in the container flows.'),
  workspace: z.string().optional(),
  planHash: z.string().optional().describe('Release only if the plan is still the one that a dry run showed.'),
});

/** `{ "batchRun": "my_run" }`: the flow that a batch run tested. */
export const namedRun = z.strictObject({
  batchRun: z.string().min(1).max(300).describe('The name of a batch run: its flow is released.'),
  evaluationRun: z.string().min(1).max(300).optional().describe('The evaluation of it that the gate looks at.'),
  workspace: z.string().optional(),
  planHash: namedBlob.shape.planHash,
});

/** The zip that a request brings along, or names. */
export async function readDelivery(world: World, request: HttpRequest): Promise<Outcome<Delivery>> {
  const type = request.headers.get('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return await fromForm(world, request);
  if (/^application\/json\b/i.test(type)) return await fromJson(world, request);
  return refused(
    'wrong-content-type',
    type === '' ? 'The request does not say what its body is.' : `The body is "${type.slice(0, 100)}".`,
    'Send a form with the zip in a field named "package" (multipart/form-data), or JSON that names a blob in the flows container or a batch run.',
  );
}

async function fromForm(world: World, request: HttpRequest): Promise<Outcome<Delivery>> {
  const limitInMegabytes = world.settings.FLOWFERRY_MAX_PACKAGE_MEGABYTES;
  if (Number(request.headers.get('content-length') ?? 0) > (limitInMegabytes + 1) * 2 ** 20)
    return tooLarge(limitInMegabytes);
  const form = await request.formData().catch(() => undefined);
  if (!form) return badRequest('The form could not be read.', 'Send a well-formed multipart/form-data body.');
  const file = form.get('package');
  if (file === null || typeof file === 'string') {
    return badRequest('The form has no file in a field named "package".', 'Put the zip into a field named "package".');
  }
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const bytes = new Uint8Array(await file.arrayBuffer());
  return deliver(world, request, file.name, { workspace: text('workspace'), planHash: text('planHash') }, bytes);
}

async function fromJson(world: World, request: HttpRequest): Promise<Outcome<Delivery>> {
  const body: unknown = await request.json().catch(() => undefined);
  const namesRun = typeof body === 'object' && body !== null && 'batchRun' in body;
  return namesRun ? await fromRun(world, request, body) : await fromContainer(world, request, body);
}

/** The flow that a batch run tested, if its gate lets it pass; or what serves already, where it is that. */
async function fromRun(world: World, request: HttpRequest, body: object): Promise<Outcome<Delivery>> {
  const named = namedRun.safeParse(body);
  if (!named.success) {
    const example =
      'Send an object like {"batchRun": "my_run"}; "evaluationRun", "workspace" and "planHash" may be added, and nothing else.';
    return badRequest(`The JSON does not name a batch run: ${named.error.issues[0]?.message}.`, example);
  }
  const { batchRun, evaluationRun, ...rest } = named.data;
  const wish = wishOf(world, request, rest);
  if (wish.kind === 'refused') return wish;
  const { workspaceId, source } = wish.value;
  const batch = await runNamed(world, workspaceId, batchRun);
  if (batch.kind === 'refused') return batch;
  const evaluation = evaluationRun === undefined ? undefined : await runNamed(world, workspaceId, evaluationRun);
  if (evaluation?.kind === 'refused') return evaluation;
  const run = { workspaceId, batch: batch.value, source, ...(evaluation ? { evaluation: evaluation.value } : {}) };
  const read = await readRun(world, run);
  if (read.kind === 'refused') return read;
  return 'fault' in read.value
    ? { kind: 'refused', fault: read.value.fault }
    : done({ ...read.value.delivery, ...wish.value });
}

async function fromContainer(world: World, request: HttpRequest, body: unknown): Promise<Outcome<Delivery>> {
  const named = namedBlob.safeParse(body);
  if (!named.success) {
    const example =
      'Send an object like {"blob": "chat.zip"}; "workspace" and "planHash" may be added, and nothing else.';
    return badRequest(`The JSON does not name a blob: ${named.error.issues[0]?.message ?? 'it is not JSON'}.`, example);
  }
  const { blob, workspace, planHash } = named.data;
  const pushed = await world.packages.pushed(blob);
  if (pushed) return deliver(world, request, blob, { workspace, planHash }, pushed.bytes);
  return refused(
    'package-not-found',
    `There is no ${blob} in the flows container.`,
    'Push it first, or correct the name.',
  );
}

/** Where it is to be released, and how it was asked for. */
interface Wish {
  readonly workspace?: string | undefined;
  readonly planHash?: string | undefined;
}

function deliver(world: World, request: HttpRequest, path: string, wish: Wish, bytes: Uint8Array): Outcome<Delivery> {
  const read = wishOf(world, request, wish);
  return read.kind === 'refused' ? read : done({ bytes, name: nameOfZip(path), ...read.value });
}

function wishOf(
  world: World,
  request: HttpRequest,
  { workspace, planHash }: Wish,
): Outcome<Pick<Delivery, 'workspaceId' | 'source' | 'planHash'>> {
  if (planHash !== undefined && !/^[0-9a-f]{64}$/.test(planHash)) {
    return badRequest('"planHash" is not the hash of a plan.', 'Send the hash that a dry run answered with.');
  }
  const found = workspaceOf(world, workspace);
  if (found.kind === 'refused') return found;
  const ownKey = request.headers.get('idempotency-key');
  const source = { kind: 'http', key: ownKey ? `http:${found.value}:${ownKey}` : '' } as const;
  return done({ workspaceId: found.value, source, ...(planHash === undefined ? {} : { planHash }) });
}

const badRequest = (message: string, remedy: string) => refused('bad-request', message, remedy);
