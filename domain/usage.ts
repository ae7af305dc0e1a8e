import type { Use } from './cost.ts';
import type { EndpointRef } from './workspace.ts';

/** How endpoints are used over days. */
export interface Usage {
  /** `undefined` where it may not be read. `hours`: whole ones, back from `until`. */
  of(endpoint: EndpointRef, deployments: readonly string[], hours: number, until: Date): Promise<Use | undefined>;
}
