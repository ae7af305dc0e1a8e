import type { HttpResponseInit } from '@azure/functions';
import type { Fault, FaultSlug } from '../../domain/outcome.ts';

const statusOf: Partial<Record<FaultSlug, number>> = {
  'bad-request': 400,
  'not-a-zip': 400,
  'unknown-release': 404,
  'unknown-workspace': 404,
  'package-not-found': 404,
  'too-late': 409,
  'nothing-released': 404,
  'package-too-large': 413,
  'wrong-content-type': 415,
};

/** A fault as problem details. Source: RFC 9457. */
export function problem(fault: Fault): HttpResponseInit {
  const status = statusOf[fault.slug] ?? 422;
  const { slug, message, remedy, place } = fault;
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: `docs/faults.md#${slug}`, title: slug, status, detail: message, remedy, place }),
  };
}
