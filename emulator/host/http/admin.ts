import type { FunctionCatalog } from '../function-catalog.ts';
import { accepted, notFound, type SystemRequest, type SystemResponse } from './system-request.ts';

export interface AdminContext {
  readonly catalog: FunctionCatalog;
  readonly hubName: string;
  /** Runs a function that is not an HTTP function, now, and does not wait for it. */
  runNow(functionName: string, input: string): void;
}

/** The part of the host's admin API that tools use: its state, its functions, and running one of them now. */
export function handleAdmin({ catalog, hubName, runNow }: AdminContext, request: SystemRequest): SystemResponse {
  const [section, name] = request.segments;
  if (section === 'host' && (name === 'status' || name === 'ping')) {
    const errors = catalog.gaps.map((gap) => gap.reason);
    return { status: 200, body: { state: 'Running', hubName, errors } };
  }
  if (section !== 'functions') return notFound;
  const described = catalog.all.map((fn) => ({
    name: fn.name,
    config: { bindings: Object.values(fn.metadata.bindings) },
  }));
  if (name === undefined) return { status: 200, body: described };
  const fn = catalog.get(name);
  if (!fn) return notFound;
  if (request.method !== 'POST') return { status: 200, body: described.find((each) => each.name === fn.name) };
  const { input = '' } = JSON.parse(request.body === '' ? '{}' : request.body) as { readonly input?: string };
  runNow(fn.name, input);
  return accepted;
}
