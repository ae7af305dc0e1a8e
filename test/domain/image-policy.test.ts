import { describe, expect, test } from 'vitest';
import { imagesOf } from '../../domain/dockerfile-images.ts';
import type { EnvironmentSpec } from '../../domain/environment.ts';
import { findInImages } from '../../domain/image-policy.ts';

const route = { path: '/score', port: 8080 };
const inferenceConfig = { livenessRoute: route, readinessRoute: route, scoringRoute: route };
const policy = { registries: ['mcr.microsoft.com/azureml', 'team.azurecr.io'], at: '2026-11-01T09:00:00.000Z' };
const of = (image: string) => findInImages({ image, inferenceConfig }, policy);
const builtFrom = (dockerfile: string): EnvironmentSpec => ({
  context: { files: { 'docker/Dockerfile': dockerfile }, dockerfilePath: 'docker/Dockerfile' },
  inferenceConfig,
});
const messages = (image: string) => of(image).warnings.map(({ message }) => message);

describe('an image', () => {
  test.each([
    'team.azurecr.io/flows/chat:1.2',
    'TEAM.azurecr.io/flows/chat:1.2',
    'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20260301.v1',
    `team.azurecr.io/flows/chat@sha256:${'a'.repeat(64)}`,
    `team.azurecr.io/flows/chat:latest@sha256:${'a'.repeat(64)}`,
  ])('from a registry on the list, at a fixed version, is in order: %s', (image) => {
    expect(of(image)).toEqual({ faults: [], warnings: [], notChecked: [] });
  });

  test.each([
    'python:3.12',
    'someone/chat:1',
    'docker.io/someone/chat:1',
    'evil.example/azureml/chat:1',
    'mcr.microsoft.com/azureml-not/chat:1',
    'mcr.microsoft.com/other/chat:1',
    'team.azurecr.io.evil.example/chat:1',
    'localhost:5000/chat:1',
    'localhost/chat:1',
  ])('from elsewhere is a fault: %s', (image) => {
    expect(of(image).faults).toMatchObject([{ slug: 'image-not-allowed', message: expect.stringContaining(image) }]);
  });

  test('of Docker Hub is allowed by its full name', () => {
    const allowing = { ...policy, registries: ['docker.io/library/python'] };

    expect(findInImages({ image: 'python:3.12', inferenceConfig }, allowing).faults).toEqual([]);
    expect(findInImages({ image: 'someone/python:3.12', inferenceConfig }, allowing).faults).toHaveLength(1);
  });

  test.each(['team.azurecr.io/chat', 'team.azurecr.io/chat:latest'])(
    'without a fixed version gives a warning: %s',
    (image) => {
      expect(messages(image)).toEqual([expect.stringContaining('no fixed version')]);
    },
  );

  test('of prompt flow is frozen, and says how many days are left', () => {
    const image = 'mcr.microsoft.com/azureml/promptflow/promptflow-runtime:20251211.v2';
    const later = { ...policy, at: '2027-05-01T00:00:00.000Z' };

    expect(messages(image)).toEqual([expect.stringContaining('retires in 170 days, on 2027-04-20')]);
    expect(findInImages({ image, inferenceConfig }, later).warnings[0]?.message).toContain('did so on 2027-04-20');
  });

  test('that its maker took back gives a warning', () => {
    expect(messages('mcr.microsoft.com/azureml/promptflow/promptflow-runtime:20241214.v1')).toContainEqual(
      expect.stringContaining('known faults'),
    );
  });
});

describe('the images of a Dockerfile', () => {
  test.each<[string, string, readonly (string | undefined)[]]>([
    ['one', 'FROM python:3.12\nRUN pip install x', ['python:3.12']],
    ['of another platform', 'from --platform=linux/amd64 python:3.12', ['python:3.12']],
    ['stages', 'FROM a:1 AS build\nFROM b:1\nCOPY --from=build /x /x\nCOPY --from=0 /y /y', ['a:1', 'b:1']],
    ['built on a stage', 'FROM a:1 AS Base\nFROM base', ['a:1']],
    ['copied from', 'FROM a:1\nCOPY --chown=1 --from=c:2 /x /x', ['a:1', 'c:2']],
    ['nothing to build on', 'FROM scratch', []],
    ['a default', 'ARG BASE=a:1\nFROM ${BASE}', ['a:1']],
    ['a quoted default', 'ARG TAG="1"\nFROM a:$TAG', ['a:1']],
    ['a default in place', 'FROM ${BASE:-a:1}', ['a:1']],
    ['a default that comes too late', 'FROM a:1\nARG BASE=b:1\nFROM ${BASE}', ['a:1', undefined]],
    ['only known to the build', 'ARG BASE\nFROM ${BASE}', [undefined]],
    ['comments and long lines', '# FROM x:1\nFROM \\\n  a:1', ['a:1']],
    ['none', 'RUN true', []],
  ])('%s', (_, dockerfile, images) => {
    expect(imagesOf(dockerfile)).toEqual(images);
  });

  test('are all looked at, each once', () => {
    const found = findInImages(builtFrom('FROM python:3\nFROM team.azurecr.io/x\nFROM python:3\nFROM $LATER'), policy);

    expect(found.faults).toHaveLength(1);
    expect(found.warnings).toHaveLength(1);
    expect(found.notChecked).toEqual([expect.stringContaining('only the build knows')]);
  });

  test('are none where the Dockerfile is not there', () => {
    const context = { files: {}, dockerfilePath: 'Dockerfile' };

    expect(findInImages({ context, inferenceConfig }, policy).faults).toEqual([]);
  });
});
