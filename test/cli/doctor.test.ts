import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { doctor } from '../../cli/doctor.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'flowferry-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(text: string, json = false) {
  const file = path.join(folder, 'saved.txt');
  writeFileSync(file, text);
  const lines: string[] = [];
  const code = doctor(file, { json }, { line: (line) => lines.push(line), error: (line) => lines.push(line) });
  return { code, text: lines.join('\n') };
}

describe('flowferry doctor', () => {
  test('explains a saved error', () => {
    const error = {
      error: {
        code: 'BadRequest',
        message:
          'Not enough quota available for Standard_DS3_v2 in SubscriptionId s. Current usage/limit: 0/6. Additional needed: 8',
      },
    };
    const { code, text } = run(JSON.stringify(error));

    expect(code).toBe(0);
    expect(text).toContain('too few cores');
    expect(text).toContain('needed: 8');
  });

  test('explains a saved log, for scripts', () => {
    const { code, text } = run(
      'Traceback\nAccess denied to list workspace secret due to invalid authentication.',
      true,
    );

    expect({ code, diagnosis: JSON.parse(text) }).toMatchObject({
      code: 0,
      diagnosis: { class: 'rbac.connection_secrets', fix: 'waitForRole' },
    });
  });

  test('says that it may pass by itself', () => {
    expect(run('OperationCanceled').text).toContain('pass by itself');
  });

  test('ends with 2 when nothing in it is known', () => {
    expect(run('all is well').code).toBe(2);
  });
});
