import { describe, expect, test } from 'vitest';
import { findInConnections } from '../../domain/connection-support.ts';

const findIn = (category: string, authType: string, kind?: string) =>
  findInConnections(['c'], [{ name: 'c', category, authType, ...(kind === undefined ? {} : { kind }) }]);

describe('a connection', () => {
  test.each([
    ['AzureOpenAI', 'ApiKey'],
    ['AzureOpenAI', 'AAD'],
    ['AIServices', 'AAD'],
    ['CognitiveSearch', 'AAD'],
    ['CognitiveService', 'ApiKey', 'Content Safety'],
    ['CognitiveService', 'ApiKey', 'Form Recognizer'],
    ['CognitiveService', 'ApiKey'],
    ['Serverless', 'ApiKey'],
    ['OpenAI', 'ApiKey'],
    ['Serp', 'ApiKey'],
    ['CustomKeys', 'CustomKeys'],
  ])('of the category %s by %s can be served', (category, authType, kind?: string) => {
    expect(findIn(category, authType, kind).faults).toEqual([]);
  });

  test.each([
    ['OpenAI', 'AAD', 'signs in by AAD; when served, a flow can use it by ApiKey only'],
    ['Serverless', 'AAD', 'by ApiKey only'],
    ['CognitiveService', 'AAD', 'by ApiKey only'],
    ['Serp', 'None', 'by ApiKey only'],
    ['AzureOpenAI', 'ManagedIdentity', 'by ApiKey or AAD only'],
    ['CustomKeys', 'ApiKey', 'by CustomKeys only'],
    ['Git', 'PAT', 'is of the category Git'],
    ['BingLLMSearch', 'ApiKey', 'is of the category BingLLMSearch'],
    ['', 'ApiKey', 'is of the category '],
  ])('of the category %s by %s is a fault: %s', (category, authType, message) => {
    expect(findIn(category, authType).faults).toMatchObject([
      { slug: 'unsupported-connection', message: expect.stringContaining(message) },
    ]);
  });

  test('of a cognitive service of another kind is a fault', () => {
    expect(findIn('CognitiveService', 'ApiKey', 'Speech').faults).toMatchObject([
      { slug: 'unsupported-connection', message: expect.stringContaining('of the kind Speech') },
    ]);
  });

  test('that is missing is a fault, told once for each name', () => {
    const { faults } = findInConnections(['a', 'b', 'a'], []);

    expect(faults.map(({ slug, message }) => [slug, message.includes(' a,') || message.includes(' b,')])).toEqual([
      ['missing-connection', true],
      ['missing-connection', true],
    ]);
  });
});
