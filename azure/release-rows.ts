import type { Approval, Decision, Person } from '../domain/approval.ts';
import { type Evidence, type GateDecision, lets } from '../domain/gate/decision.ts';
import type { HandOff } from '../domain/hand-off.ts';
import type { Fault } from '../domain/outcome.ts';
import {
  type Command,
  type RecordedVerdict,
  type Release,
  type ReleaseState,
  releaseStates,
  type Step,
  type StepState,
  sourceKinds,
} from '../domain/release.ts';
import type { ReleaseChange } from '../domain/stores.ts';
import { type Properties, type Row, textOf } from './table-rows.ts';
import { cutText } from './table-values.ts';

/** A release without its steps, as a table row holds it. */
export function toRow(release: Release): Properties {
  return {
    state: release.state,
    packageHash: release.package.hash,
    packageName: cutText(release.package.name, 1000),
    sourceKind: release.source.kind,
    sourceKey: cutText(release.source.key, 4000),
    requestedAt: release.requestedAt,
    ...(release.endpoint && { workspaceId: release.endpoint.workspaceId, endpointName: release.endpoint.name }),
    ...(release.requestedBy && { requestedBy: JSON.stringify(release.requestedBy) }),
    ...(release.planHash !== undefined && { planHash: release.planHash }),
    ...toChangedRow(release),
  };
}

const plainChanges = ['state', 'deployment', 'previous', 'plannedHash', 'endedAt', 'closedAt'] as const;
const changesAsTheyAre = ['handOff', 'command', 'approval', 'decision', 'evidence'] as const;

/** The properties that may change while a release lives. What is not a text is kept as JSON. */
export function toChangedRow(change: ReleaseChange): Properties {
  const { fault, gate, verdict, warnings, notChecked } = change;
  const cut = {
    fault: fault && cutFault(fault),
    gate: gate && cutDecision(gate),
    verdict: verdict && cutVerdict(verdict),
    warnings: warnings && cutTexts(warnings),
    notChecked: notChecked && cutTexts(notChecked),
  };
  const asJson = [...Object.entries(cut), ...changesAsTheyAre.map((name) => [name, change[name]] as const)];
  const all = [
    ...plainChanges.map((name) => [name, change[name]] as const),
    ...asJson.map(([name, value]) => [name, value && JSON.stringify(value)] as const),
  ];
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** A property of a table holds 32 000 signs. */
const cutTexts = (texts: readonly string[]) => texts.slice(0, 20).map((text) => cutText(text, 1000));

const cutVerdict = (verdict: RecordedVerdict): RecordedVerdict => ({ ...verdict, reasons: cutTexts(verdict.reasons) });

/** A hundred metrics would not fit: what speaks against it comes first. */
function cutDecision(decision: GateDecision): GateDecision {
  const findings = [...decision.findings].sort((a, b) => Number(lets(a)) - Number(lets(b))).slice(0, 20);
  const short = findings.map((finding) => ({ ...finding, sentence: cutText(finding.sentence, 500) }));
  const metrics = Object.fromEntries(Object.entries(decision.criteria.metrics).slice(0, 40));
  return { ...decision, criteria: { ...decision.criteria, metrics }, findings: short };
}

const cutFault = (fault: Fault): Fault => ({
  ...fault,
  message: cutText(fault.message, 10_000),
  remedy: cutText(fault.remedy, 10_000),
});

export function toRelease(id: string, row: Row, steps: readonly Step[]): Release {
  return {
    id,
    state: stateOf(row),
    package: { hash: textOf(row, 'packageHash') ?? '', name: textOf(row, 'packageName') ?? '' },
    source: { kind: kindOf(row), key: textOf(row, 'sourceKey') ?? '' },
    requestedAt: textOf(row, 'requestedAt') ?? '',
    ...endpointOf(row),
    ...optional(row, 'planHash'),
    ...optional(row, 'plannedHash'),
    ...json<Person, 'requestedBy'>(row, 'requestedBy'),
    ...json<Approval, 'approval'>(row, 'approval'),
    ...json<Decision, 'decision'>(row, 'decision'),
    ...optional(row, 'endedAt'),
    ...optional(row, 'closedAt'),
    ...optional(row, 'deployment'),
    ...optional(row, 'previous'),
    ...json<Fault, 'fault'>(row, 'fault'),
    ...json<HandOff, 'handOff'>(row, 'handOff'),
    ...json<RecordedVerdict, 'verdict'>(row, 'verdict'),
    ...json<GateDecision, 'gate'>(row, 'gate'),
    ...json<Evidence, 'evidence'>(row, 'evidence'),
    ...json<Command, 'command'>(row, 'command'),
    ...texts(row, 'warnings'),
    ...texts(row, 'notChecked'),
    steps,
  };
}

const kindOf = (row: Row) => sourceKinds.find((kind) => kind === row['sourceKind']) ?? 'http';

/** A part of a release that is kept as JSON. */
function json<T, K extends string>(row: Row, name: K): { readonly [key in K]?: T } {
  const text = textOf(row, name);
  return text === undefined ? {} : ({ [name]: JSON.parse(text) } as { readonly [key in K]?: T });
}

function stateOf(row: Row): ReleaseState {
  const state = releaseStates.find((known) => known === row['state']);
  if (!state) throw new Error(`unexpected: a release in the state ${String(row['state'])}`);
  return state;
}

function endpointOf(row: Row): Pick<Release, 'endpoint'> {
  const workspaceId = textOf(row, 'workspaceId');
  const name = textOf(row, 'endpointName');
  return workspaceId !== undefined && name !== undefined ? { endpoint: { workspaceId, name } } : {};
}

function optional<K extends string>(row: Row, name: K): { readonly [key in K]?: string } {
  const text = textOf(row, name);
  return text === undefined ? {} : ({ [name]: text } as { readonly [key in K]?: string });
}

function texts<K extends string>(row: Row, name: K): { readonly [key in K]?: readonly string[] } {
  const text = textOf(row, name);
  return text === undefined ? {} : ({ [name]: JSON.parse(text) } as { readonly [key in K]?: readonly string[] });
}

/** The steps in the order in which they began. */
export const toSteps = (rows: readonly Row[]): readonly Step[] => [...rows].sort(byBeginning).map(toStep);

function byBeginning(a: Row, b: Row): number {
  const began = (textOf(a, 'startedAt') ?? '').localeCompare(textOf(b, 'startedAt') ?? '');
  return began || Number(a['sequence'] ?? 0) - Number(b['sequence'] ?? 0);
}

const stepStates: readonly StepState[] = ['running', 'done', 'refused'];

const toStep = (row: Row): Step => ({
  name: textOf(row, 'name') ?? '',
  state: stepStates.find((known) => known === row['state']) ?? 'running',
  startedAt: textOf(row, 'startedAt') ?? '',
  ...optional(row, 'endedAt'),
  ...optional(row, 'reason'),
});
