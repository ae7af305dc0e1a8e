import type { DurableHost } from '../durable-host.ts';
import type { LinkSettings } from './links.ts';

/** What the management API works with. */
export interface ManagementContext {
  readonly durable: DurableHost;
  readonly links: LinkSettings;
}
