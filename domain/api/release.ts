import * as z from 'zod';
import { type Approval, type Decision, decisionWords, type Person } from '../approval.ts';
import type { HandOff } from '../hand-off.ts';
import {
  type Command,
  commandNames,
  type PackageRef,
  type RecordedVerdict,
  type Release,
  releaseStates,
  type Step,
  sourceKinds,
} from '../release.ts';
import type { RoleGrant } from '../roles.ts';
import { faultSchema } from './fault.ts';
import { evidenceSchema, gateSchema } from './gate.ts';
import { time } from './time.ts';

/** A release as the HTTP API shows it: the record, with readable names and an address of its own. */
export type ShownRelease = Omit<Release, 'endpoint' | 'source'> & {
  readonly endpoint?: string;
  readonly workspace?: string;
  readonly source: Release['source']['kind'];
  readonly links: { readonly self: string };
};

export const verdictSchema: z.ZodType<RecordedVerdict> = z
  .object({
    word: z.enum(['healthy', 'inconclusive', 'regressed']),
    reasons: z.array(z.string()).describe('In numbers; the first is the one that counts.'),
    needs: z.string().exactOptional().describe('What it still needs for a verdict.'),
    page: z.string().exactOptional().describe('Why a person should look, whatever the word.'),
    at: time,
  } satisfies Record<keyof RecordedVerdict, z.ZodType>)
  .meta({ id: 'Verdict', description: "The judge's word on a deployment." });

const stepSchema: z.ZodType<Step> = z
  .object({
    name: z.string(),
    state: z.enum(['running', 'done', 'refused']),
    startedAt: time,
    endedAt: time.exactOptional(),
    reason: z.string().exactOptional().describe('In one sentence: what came of it, or why not.'),
  } satisfies Record<keyof Step, z.ZodType>)
  .meta({ id: 'Step' });

const packageSchema: z.ZodType<PackageRef> = z.object({
  hash: z.string().describe('SHA-256 over the unpacked files; empty where there was nothing to unpack.'),
  name: z.string(),
} satisfies Record<keyof PackageRef, z.ZodType>);

const commandSchema: z.ZodType<Command> = z
  .object({
    name: z.enum(commandNames),
    at: time,
    by: z.string().exactOptional(),
    shown: verdictSchema.exactOptional().describe('What was known when it was said.'),
  } satisfies Record<keyof Command, z.ZodType>)
  .meta({ id: 'Command' });

const person: z.ZodType<Person> = z.object({ id: z.string(), name: z.string() } satisfies Record<
  keyof Person,
  z.ZodType
>);

const approvalSchema: z.ZodType<Approval> = z
  .object({
    evidence: z.string().describe('Stands for the plan, the step and the measurements. Who answers sends it back.'),
    traffic: z.int().describe("The candidate's share after the step, in percent."),
    byAnother: z.boolean().describe('Whether it takes somebody else than who released.'),
    askedAt: time,
    expiresAt: time,
  } satisfies Record<keyof Approval, z.ZodType>)
  .meta({ id: 'Approval', description: 'What a release asks a person, or asked last.' });

const decisionSchema: z.ZodType<Decision> = z
  .object({
    word: z.enum(decisionWords),
    by: person,
    at: time,
    evidence: z.string(),
    planHash: z.string().exactOptional(),
    shown: verdictSchema.exactOptional().describe('The measurements that were known.'),
    reason: z.string().exactOptional(),
  } satisfies Record<keyof Decision, z.ZodType>)
  .meta({ id: 'Decision', description: 'What a person answered, and what they had before them.' });

export const roleGrantSchema: z.ZodType<RoleGrant> = z.object({
  role: z.string(),
  roleId: z.string(),
  scope: z.string(),
  why: z.string(),
} satisfies Record<keyof RoleGrant, z.ZodType>);

const handOffSchema: z.ZodType<HandOff> = z
  .object({
    principalId: z.string(),
    roles: z.array(roleGrantSchema),
    commands: z.array(z.string()).describe('One line for the Azure command line for each role.'),
    bicep: z.string().describe('The same, as Bicep.'),
  } satisfies Record<keyof HandOff, z.ZodType>)
  .meta({ id: 'HandOff', description: 'What an administrator has to grant, while the release waits for it.' });

export const releaseSchema: z.ZodType<ShownRelease> = z
  .object({
    id: z.string(),
    state: z.enum(releaseStates),
    package: packageSchema,
    endpoint: z.string().exactOptional(),
    workspace: z.string().exactOptional(),
    source: z.enum(sourceKinds).describe('The door that it came through.'),
    requestedAt: time,
    requestedBy: person.exactOptional().describe('Who asked for it, where that is known.'),
    plannedHash: z.string().exactOptional().describe('SHA-256 of the plan that it carries out.'),
    approval: approvalSchema.exactOptional(),
    decision: decisionSchema.exactOptional(),
    planHash: z.string().exactOptional().describe('The plan that whoever asked had looked at.'),
    endedAt: time.exactOptional(),
    closedAt: time.exactOptional().describe('Since when its rollout hears nobody any more.'),
    fault: faultSchema.exactOptional(),
    warnings: z.array(z.string()).exactOptional(),
    notChecked: z.array(z.string()).exactOptional(),
    gate: gateSchema.exactOptional(),
    evidence: evidenceSchema.exactOptional().describe('The last evaluation of what serves.'),
    verdict: verdictSchema.exactOptional(),
    command: commandSchema.exactOptional(),
    handOff: handOffSchema.exactOptional(),
    deployment: z.string().exactOptional().describe('The deployment that the release made.'),
    previous: z.string().exactOptional().describe('What carried traffic before.'),
    steps: z.array(stepSchema).describe('Empty in lists.'),
    links: z.object({ self: z.url() }),
  } satisfies Record<keyof ShownRelease, z.ZodType>)
  .meta({ id: 'Release', description: 'One attempt to bring one package to one endpoint.' });
