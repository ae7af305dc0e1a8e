import type { Person } from './approval.ts';
import type { GateDecision } from './gate/decision.ts';
import type { Fault } from './outcome.ts';
import { hasEnded, type PackageRef, type Release, type ReleaseSource } from './release.ts';
import { type EndpointRef, endpointKey, fingerprint } from './workspace.ts';

/** What a door hands in: a package that was found to be in order, and where it belongs. */
export interface Request {
  readonly package: PackageRef;
  readonly endpoint: EndpointRef;
  readonly source: ReleaseSource;
  readonly requestedAt: string;
  readonly requestedBy?: Person;
  readonly planHash?: string;
  /** Why the gate let it through, where something was evaluated. */
  readonly gate?: GateDecision;
}

/**
 * The release that a request stands for. The same content for the same endpoint is the same release while that one is
 * under way or live; it is a new one when something else was released since, or when the earlier try came to nothing.
 * The id follows from what is released, so that two who ask at the same moment get the same.
 *
 * @param earlier the endpoint's releases, newest first
 * @param promised the id that the same request was given before it was cut off
 */
export function releaseOf(request: Request, earlier: readonly Release[], promised?: string): Release {
  const { hash } = request.package;
  // What the gate turned away was never there.
  const released = earlier.filter(({ gate }) => gate?.word !== 'refused');
  const same = released.filter((release) => release.package.hash === hash);
  const [last] = same;
  if (last && ((last === released[0] && isLive(last)) || isRejected(last, request))) return last;
  return { ...request, id: promised ?? nextId(request, same.length), state: 'wanted', steps: [] };
}

const nextId = ({ endpoint, package: { hash } }: Request, tries: number) =>
  `${endpoint.name.toLowerCase()}-${fingerprint(`${endpointKey(endpoint)}/${hash}/${tries}`)}`;

const isLive = ({ state }: Release) => state === 'succeeded' || !hasEnded(state);

/** What was rolled back is not deployed again because an event says so; somebody who asks for it by name gets it. */
const isRejected = ({ state }: Release, { source }: Request) => state === 'rolledBack' && source.kind !== 'http';

/** The record of a package that was turned away before it could say where it belongs. */
export function turnedAway(
  source: ReleaseSource,
  name: string,
  at: string,
  ending: Pick<Release, 'state' | 'fault'>,
): Release {
  const id = `unplaced-${fingerprint(source.key)}`;
  return { id, package: { hash: '', name }, source, requestedAt: at, endedAt: at, steps: [], ...ending };
}

/** The record of a flow that the gate did not let pass. The same evaluation has the same record. */
export function gateRefused(request: Request, gate: GateDecision, fault: Fault): Release {
  const id = `${request.endpoint.name.toLowerCase()}-${fingerprint(request.source.key)}`;
  return { ...request, id, state: 'refused', gate, fault, endedAt: request.requestedAt, steps: [] };
}
