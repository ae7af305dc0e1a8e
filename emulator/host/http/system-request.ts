/** A request to the host itself: management, webhooks, administration. */
export interface SystemRequest {
  readonly method: string;
  /** The path below the part's own base, cut at its slashes and decoded. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly url: URL;
}

export interface SystemResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent, there is no body. */
  readonly body?: unknown;
}

export const notFound: SystemResponse = { status: 404 };
export const accepted: SystemResponse = { status: 202 };
