import type { HttpResponseInit } from '@azure/functions';
import type { Problem } from '../../domain/api/fault.ts';
import type { Fault, FaultSlug } from '../../domain/outcome.ts';

const statusOf: Partial<Record<FaultSlug, number>> = {
  'bad-request': 400,
  'not-a-zip': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'cross-site-request': 403,
  'unknown-release': 404,
  'unknown-workspace': 404,
  'unknown-endpoint': 404,
  'package-not-found': 404,
  'unknown-run': 404,
  'run-not-completed': 409,
  'too-late': 409,
  'not-over': 409,
  'nothing-to-approve': 409,
  'approval-outdated': 409,
  'already-decided': 409,
  'approval-expired': 409,
  'self-approval': 403,
  'nothing-released': 404,
  'nothing-retired': 404,
  'package-too-large': 413,
  'wrong-content-type': 415,
  unexpected: 500,
  unavailable: 503,
};

/** What HTTP asks for beside a status. */
const headersOf: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'www-authenticate': 'Bearer' },
  503: { 'retry-after': '60' },
};

/** A fault as problem details. Source: RFC 9457. */
export function problem(fault: Fault): HttpResponseInit {
  const status = statusOf[fault.slug] ?? 422;
  const { slug, message, remedy, place } = fault;
  const body: Problem = {
    type: `docs/faults.md#${slug}`,
    title: slug,
    status,
    detail: message,
    remedy,
    ...(place ? { place } : {}),
  };
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headersOf[status] },
    body: JSON.stringify(body),
  };
}
