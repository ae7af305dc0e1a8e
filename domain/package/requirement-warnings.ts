import type { Warning } from './facts.ts';
import { entriesOf, type Requirements } from './requirements.ts';

/** Packages of the prompt flow image whose downgrade breaks its server, with the lowest major.minor that it works with. */
const oldestServed: Readonly<Record<string, readonly [major: number, minor: number]>> = {
  promptflow: [1, 8],
  'promptflow-core': [1, 8],
  openai: [1, 0],
};

/** Packages of the image that a flow has no reason to pin. */
const ofTheServer = new Set(['flask', 'gunicorn', 'azure-identity', 'werkzeug', 'fastapi', 'uvicorn']);

/** More is no list that a person keeps. */
const maxCharacters = 64 * 1024;

const publicIndexes = /^https:\/\/(pypi\.org|download\.pytorch\.org)\//;

/** What of the requirements may break the image's build or its server. */
export function requirementWarnings({ requirementsFile: file, requirementsText }: Requirements): Warning[] {
  return entriesOf(requirementsText.slice(0, maxCharacters)).flatMap((entry) => {
    const message = problemOfOption(entry) ?? problemOfPin(entry);
    return message ? [{ message, place: { file, line: lineOf(entry, requirementsText) } }] : [];
  });
}

function problemOfOption(entry: string): string | undefined {
  const index = /^(?:-i|--index-url|--extra-index-url|-f|--find-links)[\s=]+(\S+)/.exec(entry)?.[1];
  if (index && !publicIndexes.test(index)) {
    return 'The requirements name a private feed, which the build of an image in Azure cannot sign in to: build an image of your own first.';
  }
  if (/^(-r|--requirement|-c|--constraint)\b/.test(entry)) {
    return 'The requirements name another file, which the build of the image does not see: write everything into one file.';
  }
  if (/^(-e|--editable)\b|^\.{0,2}\/|(^|@\s*)file:/.test(entry)) {
    return 'The requirements name a local path, which the build of the image does not see.';
  }
  return /git\+ssh:/.test(entry)
    ? 'The requirements name a repository over SSH, for which the build of an image has no key.'
    : undefined;
}

function problemOfPin(entry: string): string | undefined {
  const [, name = '', operator, major = '', minor = '0'] =
    /^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(==|<=|<|~=)\s*(\d+)(?:\.(\d+))?/.exec(entry) ?? [];
  const plain = name.toLowerCase().replaceAll(/[._]+/g, '-');
  if (!operator) return undefined;
  if (ofTheServer.has(plain))
    return `The requirements pin ${name}, which the image's server brings itself: take it out.`;
  const oldest = oldestServed[plain];
  if (!oldest || !isBelow([Number(major), Number(minor)], oldest, operator === '<')) return undefined;
  return `The requirements hold ${name} below ${oldest.join('.')}, with which the image's server does not work.`;
}

function isBelow(
  [major, minor]: readonly [number, number],
  [leastMajor, leastMinor]: readonly [number, number],
  excludesItself: boolean,
): boolean {
  if (major !== leastMajor) return major < leastMajor;
  return minor < leastMinor || (excludesItself && minor === leastMinor);
}

const lineOf = (entry: string, text: string): number => text.split('\n').findIndex((line) => line.includes(entry)) + 1;
