import type { FaultSlug } from './outcome.ts';
import { mayChange, type Release } from './release.ts';
import { withoutSecrets } from './secrets.ts';
import type { ReleaseChange } from './stores.ts';
import { type EndpointRef, fingerprint } from './workspace.ts';

/** How soon somebody should look: at leisure, today, now. */
export type Severity = 'information' | 'attention' | 'urgent';

/** What people and machines are told: the headline, how urgent it is, and the section of docs/runbook.md that helps. */
export const announcementKinds = {
  succeeded: { headline: 'Released', severity: 'information', section: 'to-go-back-by-hand' },
  refused: { headline: 'Release refused', severity: 'attention', section: 'a-release-is-refused' },
  gateRefused: { headline: 'The gate refused a release', severity: 'attention', section: 'the-gate-refused-a-release' },
  rolledBack: { headline: 'Rolled back', severity: 'attention', section: 'a-release-was-rolled-back' },
  rollBackFailed: {
    headline: 'A roll-back could not be completed',
    severity: 'urgent',
    section: 'a-roll-back-could-not-be-completed',
  },
  waitingForPermission: {
    headline: 'Waiting for a permission',
    severity: 'attention',
    section: 'a-release-is-waitingforpermission',
  },
  waitingForApproval: {
    headline: 'Waiting for an approval',
    severity: 'attention',
    section: 'a-release-is-waitingforapproval',
  },
  page: { headline: 'A person is needed', severity: 'urgent', section: 'page-a-person-is-needed' },
  cost: { headline: 'Costs', severity: 'attention', section: 'costs' },
  digest: { headline: 'The week in costs', severity: 'information', section: 'costs' },
} as const satisfies Record<string, { headline: string; severity: Severity; section: string }>;
export type AnnouncementKind = keyof typeof announcementKinds;

/** One message to whoever listens. It carries no secret, and the same id however often it is sent. */
export interface Announcement {
  readonly id: string;
  readonly kind: AnnouncementKind;
  readonly at: string;
  /** What happened, in a sentence, with the reason in numbers. */
  readonly text: string;
  /** What to do next. */
  readonly remedy?: string;
  readonly fault?: FaultSlug;
  readonly releaseId?: string;
  /** What people call the package. */
  readonly package?: string;
  readonly deployment?: string;
  readonly endpoint?: EndpointRef;
}

/** What makes a message one of its own: the same `about` and `variant` are the same message. */
export interface Told extends Omit<Announcement, 'id'> {
  /** A release's id, an endpoint's key, or `fleet`. */
  readonly about: string;
  /** Where one subject may have several messages of a kind: for example the month, or the text without its numbers. */
  readonly variant?: string;
}

const longestText = 2000;

/** A message, with an id that follows from what it says and texts that hold nothing secret. */
export function announcement({ about, variant = '', ...told }: Told): Announcement {
  const { text, remedy, kind } = told;
  return {
    ...told,
    id: `${kind}-${fingerprint(`${kind}/${about}/${variant}`)}`,
    text: presentable(text),
    ...(remedy === undefined ? {} : { remedy: presentable(remedy) }),
  };
}

const presentable = (text: string): string => {
  const harmless = withoutSecrets(text);
  return harmless.length <= longestText ? harmless : `${harmless.slice(0, longestText - 1)}…`;
};

/** What is to be told when a release changes, if anything. Where something is told every day until it ends, the day counts. */
export function announcementOf(before: Release, change: ReleaseChange, at: string): Announcement | undefined {
  const after = { ...before, ...change };
  const kind = kindOf(before, change);
  if (kind === undefined) return undefined;
  const fault = change.fault ?? (kind === 'page' ? undefined : after.fault);
  const text = sentenceOf(kind, after);
  return announcement({
    kind,
    at,
    text,
    about: after.id,
    ...(repeats.has(kind) ? { variant: `${withoutNumbers(text)}/${at.slice(0, 10)}` } : {}),
    ...(kind === 'waitingForApproval' ? { variant: `${shiftsOf(before)}` } : {}),
    releaseId: after.id,
    package: after.package.name,
    ...(fault ? { fault: fault.slug, remedy: fault.remedy } : {}),
    ...(after.deployment === undefined ? {} : { deployment: after.deployment }),
    ...(after.endpoint ? { endpoint: after.endpoint } : {}),
  });
}

const repeats = new Set<AnnouncementKind>(['page', 'rollBackFailed']);

/** The numbers of a trouble grow while nothing new happens. */
const withoutNumbers = (text: string) => text.replace(/[\d.,]+/g, '#');

/** A rollout may ask for an approval before several of its steps. */
const shiftsOf = ({ steps }: Release) => steps.filter(({ name }) => name.startsWith('shift traffic')).length;

function kindOf(before: Release, change: ReleaseChange): AnnouncementKind | undefined {
  const { state, verdict } = change;
  if (verdict?.page !== undefined) return isSaid(before, verdict.page) ? undefined : 'page';
  if (state === undefined || state === before.state || !mayChange(before, change)) return undefined;
  if (state === 'refused') return kindOfRefusal(before, change);
  if (state === 'succeeded') return before.state === 'rollingBack' ? failedRollBack(change) : 'succeeded';
  if (state === 'rolledBack' || state === 'waitingForPermission' || state === 'waitingForApproval') return state;
  return undefined;
}

const isSaid = ({ verdict }: Release, page: string) => withoutNumbers(verdict?.page ?? '') === withoutNumbers(page);

const failedRollBack = ({ fault }: ReleaseChange) => (fault ? 'rollBackFailed' : undefined);

/** A refusal on the way of the traffic means that it went back; whether it did, its step says. */
function kindOfRefusal(before: Release, { fault = before.fault }: ReleaseChange): AnnouncementKind {
  if (fault?.slug.startsWith('gate-')) return 'gateRefused';
  const back = before.steps.find(({ name }) => name === 'restore traffic');
  if (back === undefined) return 'refused';
  return back.state === 'done' ? 'rolledBack' : 'rollBackFailed';
}

function sentenceOf(kind: AnnouncementKind, release: Release): string {
  const { id, endpoint, fault, verdict } = release;
  const where = endpoint ? `endpoint ${endpoint.name}` : `package ${release.package.name}`;
  const why = fault?.message ?? 'no reason was recorded';
  switch (kind) {
    case 'succeeded':
      return `Release ${id} serves ${where}${verdict ? `: ${verdict.reasons.join('; ')}` : ''}.`;
    case 'rolledBack':
      return `${capital(where)} went back ${release.previous ? `to ${release.previous}` : 'to how it was'} from release ${id}: ${why}`;
    case 'rollBackFailed':
      return `${capital(where)} could not go back from release ${id}: ${why}`;
    case 'waitingForPermission':
      return `Release ${id} for ${where} waits until an administrator has granted ${release.handOff?.roles.map(({ role }) => role).join(', ') ?? 'a role'}.`;
    case 'waitingForApproval':
      return `Release ${id} for ${where} waits until somebody agrees to its next step${verdict ? `: ${verdict.reasons.join('; ')}` : ''}.`;
    case 'page':
      return `A person is needed at ${where}, release ${id}: ${verdict?.page ?? why}`;
    default:
      return `Release ${id} for ${where} was refused: ${why}`;
  }
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
