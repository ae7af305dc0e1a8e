import type { Rights } from '../rights.ts';
import type { CloudName } from '../settings.ts';

/** Looks at the installation that the app runs in. It changes nothing that anybody would miss, and throws never. */
export interface Installation {
  look(): Promise<Looked>;
}

/** What the installation is called, and what was seen of it. Nothing in it is secret. */
export interface Looked {
  readonly place: Place;
  readonly sights: readonly Sight[];
}

/** The names that the commands need which mend it. */
export interface Place {
  /** Object id of the app's identity, where its token says it. */
  readonly principalId?: string;
  readonly clientId?: string;
  /** Name of the function app; absent in a local run. */
  readonly app?: string;
  /** The app's own storage account. */
  readonly storageAccount: string;
}

/**
 * What came of asking. `busy`: it answered that it is not the time; `silent`: nothing usable came back; `unasked`: there
 * was nothing to ask about.
 */
export type Answer = 'fine' | 'absent' | 'forbidden' | 'busy' | 'silent' | 'unasked';

export type Sight =
  | { readonly about: 'token'; readonly of: string; readonly answer: Answer }
  | { readonly about: 'workspace'; readonly id: string; readonly answer: Answer }
  | { readonly about: 'rights'; readonly id: string; readonly rights?: Rights }
  | { readonly about: 'datastore'; readonly id: string; readonly account?: string; readonly answer: Answer }
  | { readonly about: 'metrics'; readonly id: string; readonly door: 'batch' | 'single'; readonly answer: Answer }
  | { readonly about: 'cost'; readonly id: string; readonly answer: Answer }
  | { readonly about: 'quota'; readonly id: string; readonly answer: Answer }
  | { readonly about: 'container'; readonly name: string; readonly answer: Answer }
  | SeenQueue
  | { readonly about: 'tables'; readonly answer: Answer }
  /** How far the machine's clock is ahead of the one that an answer of storage is dated by; absent if none was. */
  | { readonly about: 'clock'; readonly aheadInSeconds?: number }
  | SeenSettings;

export interface SeenQueue {
  readonly about: 'queue';
  readonly name: string;
  readonly answer: Answer;
  /** About how many there are, the unseen ones too. */
  readonly messages?: number;
  /** How long the message at the head has been there. */
  readonly oldestInSeconds?: number;
}

/** The settings as far as they can contradict each other. */
export interface SeenSettings {
  readonly about: 'settings';
  readonly cloud: CloudName;
  readonly workspaces: readonly string[];
  readonly baseImage: string;
  readonly registries: readonly string[];
  readonly tenant?: string;
  readonly audience: readonly string[];
  readonly isEmulated: boolean;
  readonly hasScaledClock: boolean;
  readonly hasConnectionString: boolean;
  readonly hasQueueAddress: boolean;
  /** Endpoint of the topic for announcements. */
  readonly topic?: string;
}
