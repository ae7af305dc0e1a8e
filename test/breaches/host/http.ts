import { type Breach, breachesOf } from '../breach.ts';

const gapsTest = 'test/emulator/host/gaps.test.ts';
const httpTest = 'test/emulator/host/http.test.ts';
const requestTest = 'gets everything of the request, and its answer is sent as it is';
const routeTest = 'route %s with %s %s has the parameters %j';

/** HTTP functions, and the host's own requests. */
export const httpBreaches: readonly Breach[] = [
  ...breachesOf('emulator/host/function-catalog.ts', httpTest, [
    ['loading: disabled functions', '!isDisabled(name) && ', '', 'that is disabled by a setting is not there'],
  ]),
  ...breachesOf('emulator/host/http/routes.ts', httpTest, [
    ['HTTP: routes with constraints', '(constraint && constraints[constraint]) ||', '', routeTest],
    [
      'HTTP: optional and rest parameters',
      'return optional ? `(?:/(${value}))?` : `/(${value})`;',
      'return `/(${value})`;',
      routeTest,
    ],
    ['HTTP: optional and rest parameters', "if (star) return '(?:/(.*))?';", '', routeTest],
    [
      'HTTP: the more literal route first',
      '.sort((a, b) => b.literalSegments - a.literalSegments)',
      '',
      'of two routes that match the more literal one is taken',
    ],
    [
      'HTTP: methods',
      'methods.includes(method) ? pattern.exec(path) : null',
      'pattern.exec(path)',
      'called with another method is not found',
    ],
  ]),
  ...breachesOf('emulator/host/http/routing.ts', httpTest, [
    [
      'HTTP: authorization levels',
      "String(fn.trigger['authLevel']).toLowerCase() !== 'anonymous' &&",
      'false &&',
      '%s answers %i',
    ],
    ['HTTP: a key for webhooks and administration', '!part.needsKey ||', 'true ||', '%s answers %i'],
    [
      'admin: `/admin/functions`',
      "{ base: 'admin', needsKey: true, handle: (context, request) => handleAdmin(context.admin, request) },",
      '',
      'lists functions with their bindings, and runs one now',
    ],
  ]),
  ...breachesOf('emulator/host/http/keys.ts', httpTest, [
    ['HTTP: authorization levels', "request.headers['x-functions-key'] ??", '', 'the header x-functions-key opens too'],
  ]),
  ...breachesOf('emulator/host/host-json.ts', httpTest, [
    [
      'HTTP: `routePrefix`',
      "typeof http['routePrefix'] === 'string' ? http['routePrefix'] : 'api'",
      "'api'",
      'is below the prefix of host.json, or below none',
    ],
  ]),
  ...breachesOf('emulator/host/http/bodies.ts', httpTest, [
    ['HTTP: cookies', "if (cookies.length > 0) response.setHeader('set-cookie', cookies);", '', requestTest],
    ['HTTP: queries, headers and bodies', '...(body.length > 0 ? { body: { bytes: body } } : {}),', '', requestTest],
    ['HTTP: queries, headers and bodies', 'nullableHeaders: nullable(headersOf(request)),', '', requestTest],
  ]),
  ...breachesOf('emulator/host/host.ts', 'test/emulator/host/http-streaming.test.ts', [
    [
      'HTTP: streamed bodies (`enableHttpStream`)',
      'management, admin, key, libraryServer, eventGridTarget',
      'management, admin, key, libraryServer: undefined, eventGridTarget',
      'bodies are streamed both ways, and functions that fail or say nothing are answered',
    ],
  ]),
  ...breachesOf('emulator/host/http/admin.ts', httpTest, [
    [
      'admin: running a function now',
      'runNow(fn.name, input);',
      '',
      'lists functions with their bindings, and runs one now',
    ],
  ]),
  ...breachesOf('emulator/host/http/admin.ts', gapsTest, [
    [
      'admin: `/admin/host/status`',
      'const errors = catalog.gaps.map((gap) => gap.reason);',
      'const errors: string[] = [];',
      'what the host lacks is said at start, by the name of the function',
    ],
  ]),
];
