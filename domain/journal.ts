import type { Person } from './approval.ts';
import type { Plan } from './plan.ts';

/** Entries that are only ever added, and read newest first, a page at a time. */
export interface Journal<T extends { readonly at: string }> {
  /** `of`: whose journal. The same entry twice is one. */
  add(of: string, entry: T): Promise<void>;
  page(of: string, wanted: PageWanted): Promise<Page<T>>;
}

export interface PageWanted {
  readonly top: number;
  /** The `next` of the page before. */
  readonly after?: string;
}
export interface Page<T> {
  readonly items: readonly T[];
  /** There is more. What it says is nobody's business but the store's. */
  readonly next?: string;
}

/** Who did what, when, and what came of it. */
export interface AuditEntry {
  readonly at: string;
  /** The operation of the API. */
  readonly operation: string;
  readonly by: Person & { readonly kind: 'person' | 'app' | 'machine' };
  readonly release?: string;
  readonly endpoint?: string;
  /** What was said, where there was a choice: `abort`, `approve`. */
  readonly said?: string;
  readonly status: number;
  /** Why it was refused. */
  readonly fault?: string;
}

/** There is one audit for all. */
export const auditOf = 'audit';

/** The plan that a release carries out, as it was made. */
export interface KeptPlan {
  readonly at: string;
  readonly hash: string;
  readonly plan: Plan;
}
