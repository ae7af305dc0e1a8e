/** One deployment in one minute, as it was measured. */
export interface SideMinute {
  readonly requests: number;
  readonly errors: number;
  /** 95th percentile of the latency, in milliseconds; null or left out where it was not measured. */
  readonly p95Ms?: number | null | undefined;
  /** Mean number of tokens of a request; null or left out where it was not measured. */
  readonly tokensPerRequest?: number | null | undefined;
}

/** One minute of a rollout. A side of which nothing is known is null, which is not the same as no traffic. */
export interface Minute {
  readonly candidate: SideMinute | null;
  readonly stable: SideMinute | null;
}
