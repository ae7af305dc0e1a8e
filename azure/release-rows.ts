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
    ...(release.planHash !== undefined && { planHash: release.planHash }),
    ...toChangedRow(release),
  };
}

/** The properties that may change while a release lives. */
export const toChangedRow = (change: ReleaseChange): Properties => ({
  ...(change.state !== undefined && { state: change.state }),
  ...(change.deployment !== undefined && { deployment: change.deployment }),
  ...(change.previous !== undefined && { previous: change.previous }),
  ...(change.endedAt !== undefined && { endedAt: change.endedAt }),
  ...(change.closedAt !== undefined && { closedAt: change.closedAt }),
  ...(change.fault !== undefined && { fault: JSON.stringify(cutFault(change.fault)) }),
  ...(change.handOff !== undefined && { handOff: JSON.stringify(change.handOff) }),
  ...(change.verdict !== undefined && { verdict: JSON.stringify(cutVerdict(change.verdict)) }),
  ...(change.command !== undefined && { command: JSON.stringify(change.command) }),
  ...(change.warnings !== undefined && { warnings: JSON.stringify(cutTexts(change.warnings)) }),
  ...(change.notChecked !== undefined && { notChecked: JSON.stringify(cutTexts(change.notChecked)) }),
});

/** A property of a table holds 32 000 signs. */
const cutTexts = (texts: readonly string[]) => texts.slice(0, 20).map((text) => cutText(text, 1000));

const cutVerdict = (verdict: RecordedVerdict): RecordedVerdict => ({ ...verdict, reasons: cutTexts(verdict.reasons) });

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
    source: { kind: textOf(row, 'sourceKind') === 'blob' ? 'blob' : 'http', key: textOf(row, 'sourceKey') ?? '' },
    requestedAt: textOf(row, 'requestedAt') ?? '',
    ...endpointOf(row),
    ...optional(row, 'planHash'),
    ...optional(row, 'endedAt'),
    ...optional(row, 'closedAt'),
    ...optional(row, 'deployment'),
    ...optional(row, 'previous'),
    ...json<Fault, 'fault'>(row, 'fault'),
    ...json<HandOff, 'handOff'>(row, 'handOff'),
    ...json<RecordedVerdict, 'verdict'>(row, 'verdict'),
    ...json<Command, 'command'>(row, 'command'),
    ...texts(row, 'warnings'),
    ...texts(row, 'notChecked'),
    steps,
  };
}

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
