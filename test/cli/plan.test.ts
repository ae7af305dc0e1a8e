import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { plan } from '../../cli/plan.ts';
import { zipOf } from '../support/zip.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const samples = path.join(import.meta.dirname, '../../samples');

async function run(target: string, options: { json?: boolean; name?: string; baseImage?: string } = {}) {
  const lines: string[] = [];
  const code = await plan(
    target,
    { json: false, ...options },
    { line: (text) => lines.push(text), error: (text) => lines.push(text) },
  );
  return { code, text: lines.join('\n') };
}

describe('flowferry plan', () => {
  test('describes a folder for people', async () => {
    const { code, text } = await run(path.join(samples, 'web-classification'));

    expect(code).toBe(0);
    expect(text).toContain('standard, defined in flow.dag.yaml');
    expect(text).toContain('FROM mcr.microsoft.com/azureml/promptflow/promptflow-runtime:');
    expect(text).toContain('open_ai_connection');
    expect(text).toContain('can be deployed');
  });

  test('describes a zip for scripts', async () => {
    const zip = path.join(folder, 'my-flow.zip');
    writeFileSync(zip, await zipOf({ 'flow.flex.yaml': 'entry: a:b', 'a.py': 'def b(q: str): ...' }));
    const { code, text } = await run(zip, { json: true, baseImage: 'team/image:1' });

    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      kind: 'flex',
      swagger: { info: { 'x-flow-name': 'my-flow' } },
      environment: { image: 'team/image:1' },
    });
  });

  test('ends with 2 when the package is refused, and says where', async () => {
    const zip = path.join(folder, 'broken.zip');
    writeFileSync(zip, await zipOf({ 'flow.dag.yaml': 'outputs: {a: {type: string}}' }));
    const { code, text } = await run(zip);

    expect(code).toBe(2);
    expect(text).toMatch(/flow\.dag\.yaml:1:11: The output a has no reference\..*\[invalid-flow\]/);
    expect(text).toContain('This package is refused.');
  });

  test('ends with 2 when the zip cannot be opened', async () => {
    const file = path.join(folder, 'text.zip');
    writeFileSync(file, 'no zip');
    const { code, text } = await run(file, { json: true });

    expect({ code, faults: JSON.parse(text).faults }).toMatchObject({ code: 2, faults: [{ slug: 'not-a-zip' }] });
  });

  test('copies in what the flow includes from outside, as a deployment does', async () => {
    mkdirSync(path.join(folder, 'flow'), { recursive: true });
    mkdirSync(path.join(folder, 'shared/data'), { recursive: true });
    writeFileSync(path.join(folder, 'shared/tool.py'), 'from promptflow.core import tool\n@tool\ndef f(): ...');
    writeFileSync(path.join(folder, 'shared/data/words.txt'), '');
    const definition =
      'additional_includes: [../shared/tool.py, ../shared/data]\nnodes:\n- {name: n, type: python, source: {path: tool.py}}';
    writeFileSync(path.join(folder, 'flow/flow.dag.yaml'), definition);

    expect((await run(path.join(folder, 'flow'), { name: 'named' })).code).toBe(0);
  });

  test('throws when there is nothing', async () => {
    await expect(run(path.join(folder, 'none'))).rejects.toThrow('There is no');
  });
});
