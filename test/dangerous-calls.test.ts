import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { filesOfProject } from './support/files-of-project.ts';

/** What the code that runs in Azure never does, and why. */
const dangers: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /\bcreate(CheckStatusResponse|HttpManagementPayload)\b|waitForCompletionOrCreateCheckStatusResponse/,
    'hands out the key of the durable extension',
  ],
  [/\bnode:(child_process|vm|worker_threads|cluster)\b/, 'could run what a package brings along'],
  [/\beval\(|new Function\(|\bimport\((?!['"])/, 'could run what a package brings along'],
  [
    /\bnode:(http|net|tls|dgram|http2)\b|\bfetch\(|XMLHttpRequest/,
    'speaks to others past the one client that is watched',
  ],
  [/rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED/, 'trusts anybody'],
  [/dangerouslySetInnerHTML|\.innerHTML\b|document\.write/, 'shows texts of others as markup'],
  [/\btraceInputsAndOutputs"?:\s*true/, 'writes inputs into traces'],
];

/** Where one of them stands by right: in the guard against it, and in code that callers of endpoints are given to copy. */
const allowed: readonly (readonly [file: string, pattern: RegExp])[] = [
  ['azure/public-agent.ts', /node:net/g],
  ['domain/consume.ts', /\bfetch\(/g],
];

function dangersIn(file: string, text: string): string[] {
  const left = allowed.reduce((rest, [where, what]) => (where === file ? rest.replace(what, '') : rest), text);
  return dangers.filter(([pattern]) => pattern.test(left)).map(([pattern, why]) => `${file}: ${pattern.source} ${why}`);
}

const inAzure = filesOfProject().filter((file) =>
  /^(domain|orchestrations|functions|azure|dashboard)\/.*\.tsx?$|^host\.json$/.test(file),
);

describe('the code that runs in Azure', () => {
  test('does nothing that is dangerous by itself', () => {
    expect(inAzure.length).toBeGreaterThan(150);
    expect(inAzure.flatMap((file) => dangersIn(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  test.each([
    'return client.createCheckStatusResponse(request, id);',
    "import { exec } from 'node:child_process';",
    "import vm from 'node:vm';",
    'eval(text);',
    'await import(path);',
    "await fetch('https://x.example');",
    "import http from 'node:http';",
    'new Agent({ rejectUnauthorized: false });',
    'page.innerHTML = name;',
    '"tracing": { "traceInputsAndOutputs": true }',
  ])('would be caught at: %s', (line) => {
    expect(dangersIn('functions/x.ts', line)).toHaveLength(1);
  });
});
