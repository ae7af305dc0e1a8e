/** A way in which deployments fail, how it shows, and what helps. */
export interface Ailment {
  /** Group and name; a heading in docs/faults.md. */
  readonly class: string;
  /** Texts by which it is known. Spaces stand for any white space; capitals do not count. */
  readonly signs: readonly RegExp[];
  readonly cause: string;
  readonly remedy: string;
  /** True if the same attempt may succeed later with nothing changed. */
  readonly isRetryable: boolean;
  /** What may be done once without asking anybody. */
  readonly fix?: Fix;
}

/** `retry` as it is; `waitForRole` and retry; `recreateEndpoint` that never came up; `newVersion` of an asset. */
export type Fix = 'retry' | 'waitForRole' | 'recreateEndpoint' | 'newVersion';
