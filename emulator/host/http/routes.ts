import type { RegisteredFunction } from '../core-protocol.ts';

export interface Route {
  readonly fn: RegisteredFunction;
  readonly methods: readonly string[];
  readonly pattern: RegExp;
  readonly parameters: readonly string[];
  /** Segments without a parameter: of two routes that match, the more literal one is meant. */
  readonly literalSegments: number;
}

export interface RouteMatch {
  readonly fn: RegisteredFunction;
  readonly parameters: Readonly<Record<string, string>>;
}

const constraints: Readonly<Record<string, string>> = {
  alpha: '[A-Za-z]+',
  bool: '[Tt]rue|[Ff]alse',
  datetime: '\\d{4}-\\d{2}-\\d{2}[^/]*',
  decimal: '-?\\d+(?:\\.\\d+)?',
  double: '-?\\d+(?:\\.\\d+)?',
  float: '-?\\d+(?:\\.\\d+)?',
  guid: '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
  int: '-?\\d+',
  long: '-?\\d+',
};

/** The routes of an app's HTTP functions: `{id}`, `{id:int}`, `{id?}`, `{*rest}`; more literal ones first. */
export function routesOf(functions: readonly RegisteredFunction[], prefix: string): Route[] {
  return functions.map((fn) => routeOf(fn, prefix)).sort((a, b) => b.literalSegments - a.literalSegments);
}

/** The method is part of the route: with another one there is no match either. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  for (const { fn, methods, pattern, parameters } of routes) {
    const match = methods.includes(method) ? pattern.exec(path) : null;
    if (!match) continue;
    const values = parameters.flatMap((name, at) => {
      const value = match[at + 1];
      return value === undefined ? [] : [[name, decode(value)]];
    });
    return { fn, parameters: Object.fromEntries(values) };
  }
  return undefined;
}

function routeOf(fn: RegisteredFunction, prefix: string): Route {
  const { route = fn.name, methods = ['GET', 'POST'] } = fn.trigger as { route?: string; methods?: readonly string[] };
  const segments = [prefix, route].join('/').split('/').filter(Boolean);
  const parameters: string[] = [];
  const source = segments.map((segment) => segmentPattern(segment, parameters)).join('');
  return {
    fn,
    parameters,
    methods: methods.map((method) => method.toUpperCase()),
    pattern: new RegExp(`^${source}/?$`, 'i'),
    literalSegments: segments.filter((segment) => !segment.includes('{')).length,
  };
}

const wholeParameter = /^\{(\*{0,2})(\w+)(?::(\w+)(?:\([^)]*\))?)*(?:=[^}?]*)?(\?)?\}$/;

function segmentPattern(segment: string, parameters: string[]): string {
  const match = wholeParameter.exec(segment);
  if (!match) return `/${mixedSegment(segment, parameters)}`;
  const [, star, name = '', constraint, optional] = match;
  parameters.push(name);
  if (star) return '(?:/(.*))?';
  const value = (constraint && constraints[constraint]) || '[^/]+';
  return optional ? `(?:/(${value}))?` : `/(${value})`;
}

/** A segment that is partly literal, like `report-{id}.pdf`. */
function mixedSegment(segment: string, parameters: string[]): string {
  return segment
    .split(/(\{\w+\})/)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (name === undefined) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      parameters.push(name);
      return '([^/]+?)';
    })
    .join('');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
